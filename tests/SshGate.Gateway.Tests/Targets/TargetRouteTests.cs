using SshGate.Gateway.Targets;

namespace SshGate.Gateway.Tests.Targets;

/// <summary>Targets behind targets: the way is known, and good, before anybody asks for it.</summary>
public sealed class TargetRouteTests : IDisposable
{
    private readonly CatalogueFile _file = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public void The_way_is_listed_from_the_machine_that_is_dialled_first()
    {
        var catalogue = _file.Open(Targets("inner: ops+middle", "middle: outer", "outer:"));

        var way = catalogue.Find("inner")!.Route.Select(hop => $"{hop.Account.Name}+{hop.Target.Name}");
        Assert.Equal(["root+outer", "ops+middle"], way);
        Assert.Empty(catalogue.Find("outer")!.Route);
    }

    [Theory]
    [InlineData("7:11: jump: there is no target named 'other'", "a: other", "b:")]
    [InlineData("7:11: jump: the way leads in a circle: a → a", "a: a", "b:")]
    [InlineData("7:11: jump: the way leads in a circle: a → b → a", "a: b", "b: a")]
    [InlineData("7:11: jump: the way leads in a circle: a → b → c → b", "a: b", "b: c", "c: b")]
    [InlineData("7:11: jump: the target 'b' has no account 'nobody'", "a: nobody+b", "b:")]
    [InlineData("7:11: jump: found 'a+b+c'; accepted: the name of a target, or account+target", "a: a+b+c", "b:")]
    [InlineData("7:11: jump: found 'b:22'; accepted: the name of a target, or account+target", "a: b:22", "b:")]
    [InlineData("7:11: jump: the way to 'a' has more than 3 jumps", "a: b", "b: c", "c: d", "d: e", "e:")]
    public void A_way_that_does_not_lead_there_is_named_with_its_place(string expected, params string[] targets) =>
        Assert.Equal(expected, _file.Problems(Targets(targets))[0]);

    [Fact]
    public void A_target_without_a_default_account_is_jumped_through_by_name() =>
        Assert.Contains(
            "write account+b",
            _file.Problems(Targets("a: b", "b:").Replace("default_account: root", "", StringComparison.Ordinal))[0],
            StringComparison.Ordinal);

    [Fact]
    public void Three_jumps_are_a_way() =>
        Assert.Equal(3, _file.Open(Targets("a: b", "b: c", "c: d", "d:")).Find("a")!.Route.Count);

    [Fact]
    public async Task A_target_that_others_are_reached_through_is_not_removed()
    {
        var catalogue = _file.Open(Targets("a: b", "b:"));

        var refused = await Assert.ThrowsAsync<TargetFileException>(() => catalogue.RemoveAsync("b", Token));
        Assert.Contains("'a' is reached through 'b'", refused.Message, StringComparison.Ordinal);
        Assert.True(await catalogue.RemoveAsync("a", Token));
        Assert.True(await catalogue.RemoveAsync("b", Token));
    }

    [Fact]
    public async Task A_jump_is_kept_when_the_file_is_written_anew()
    {
        var catalogue = _file.Open(Targets("a: ops+b", "b:"));
        await catalogue.SaveAsync(catalogue.Targets, Token);

        Assert.Equal("ops+b", TargetCatalogue.Open(_file.Path).Find("a")!.Jump!.ToString());
    }

    /// <summary>A catalogue of <c>name: jump</c>.</summary>
    private static string Targets(params string[] targets) => "targets:\n" + string.Concat(targets.Select(text =>
    {
        var parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
        return $"""
              - name: {parts[0]}
                host: {parts[0]}.example.com
                host_keys: [ HOST ]
                accounts: [ {"{"} name: root, key: k {"}"}, {"{"} name: ops, key: k {"}"} ]
                default_account: root
                {(parts[1].Length > 0 ? $"jump: {parts[1]}" : "# dialled directly")}

            """;
    }));
}

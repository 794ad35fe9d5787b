using SshGate.Gateway.Targets;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Tests.Targets;

/// <summary>An operator adds a host key; nothing else in the file changes.</summary>
public sealed class HostKeyPinTests : IDisposable
{
    private const string Block =
        """
        targets:
          - name: web
            host: web.example.com
            host_keys:      # compared by hand
              - HOST web    # the first
            accounts: [ { name: root, key: k } ]   # and more

          # The database.
          - name: db
            host: db.example.com
            host_authorities: [ AUTHORITY ]
            accounts: [ { name: root, key: k } ]

        """;

    private readonly CatalogueFile _file = new();
    private readonly SshPublicKey _new = CatalogueFile.NewKey(SshKeyKind.EcdsaP256);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_key_joins_those_that_are_there_and_comments_stay()
    {
        var catalogue = _file.Open(Block);

        Assert.Equal([_new], await catalogue.PinAsync("web", [_new, CatalogueFile.HostKey, _new], Token));

        Assert.Equal([CatalogueFile.HostKey, _new], catalogue.Find("web")!.HostKeys);
        var expected = CatalogueFile.Filled(Block.Replace("# the first\n", $"# the first\n      - {_new.ToOpenSsh()}\n", StringComparison.Ordinal));
        Assert.Equal(expected, await File.ReadAllTextAsync(_file.Path, Token));
    }

    [Theory]
    [InlineData("db", Block)]
    [InlineData("web", "targets: [ { name: web, host: h, host_keys: [ HOST ], accounts: [ { name: root, key: k } ] } ]")]
    [InlineData("web", "targets:\n  - name: web\n    host: h\n    host_keys: [ HOST ]\n    accounts: [ { name: root, key: k } ]\n")]
    public async Task A_key_is_pinned_whatever_the_layout_is(string name, string text)
    {
        var catalogue = _file.Open(text);
        var before = catalogue.Find(name)!.HostKeys;

        await catalogue.PinAsync(name, [_new], Token);

        Assert.Equal([.. before, _new], TargetCatalogue.Open(_file.Path).Find(name)!.HostKeys);
    }

    [Fact]
    public async Task What_is_pinned_already_changes_nothing_and_a_missing_target_is_no_target()
    {
        var catalogue = _file.Open(Block);

        Assert.Empty((await catalogue.PinAsync("web", [CatalogueFile.HostKey], Token))!);
        Assert.Null(await catalogue.PinAsync("nobody", [_new], Token));
        Assert.Equal(CatalogueFile.Filled(Block), await File.ReadAllTextAsync(_file.Path, Token));
    }
}

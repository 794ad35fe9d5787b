namespace SshGate.Policy.Tests.Rules;

public sealed class PackTests
{
    public static TheoryData<string> Names => new(PolicyPack.All.Select(pack => pack.Name));

    [Fact]
    public void The_packs_are_these()
    {
        Assert.Equal(
            ["database-change", "gdpr", "hipaa", "pci-dss", "read-only-agent", "soc2", "sox", "web-operations"],
            PolicyPack.All.Select(pack => pack.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pack_loads_without_a_warning_says_what_it_is_not_and_passes_its_tests(string name)
    {
        var pack = PolicyPack.All.Single(pack => pack.Name == name);
        var load = PolicyDocument.Load($"version: 1\ninclude: [\"pack:{name}@{pack.Version}\"]\nconnections: [{{ id: all, then: allow }}]", "p.yaml");
        Assert.Empty(load.Errors);
        Assert.Empty(load.Warnings);
        Assert.NotEmpty(pack.Title);
        Assert.NotEmpty(pack.Does);
        Assert.NotEmpty(pack.DoesNot);
        Assert.True(pack.Tests.Count >= 3);
        foreach (var test in pack.Tests)
        {
            var (passed, verdict) = test.Run(load.Document!);
            Assert.True(passed, $"{name}:{test.SourceLine}: {test.Line} is {verdict.Kind} by {string.Join(", ", verdict.Rules)}");
        }
    }

    [Fact]
    public void Every_rule_of_a_pack_is_under_its_name_and_decides_in_one_of_its_tests()
    {
        foreach (var pack in PolicyPack.All)
        {
            var document = PolicyDocument.Load($"version: 1\ninclude: [\"pack:{pack.Name}\"]", "p.yaml").Document!;
            var explained = pack.Tests.Select(test => document.Explain(test.Request())).ToList();
            foreach (var rule in explained[0].Rules)
            {
                Assert.StartsWith(pack.Name + ":", rule.Id, StringComparison.Ordinal);
                Assert.Contains(explained, one => one.Rules.Any(other => other.Id == rule.Id && (other.Decides || (other.Then is null && other.Fits == true))));
            }
        }
    }

    [Fact]
    public void The_version_covers_the_text_of_packs()
    {
        const string Yaml = "version: 1\ninclude: [\"pack:sox\"]";
        var with = PolicyDocument.Load(Yaml, "p").Document!;
        var digest = System.Security.Cryptography.SHA256.HashData(
            [.. System.Text.Encoding.UTF8.GetBytes(Yaml), 0, .. System.Text.Encoding.UTF8.GetBytes(with.Packs.Single().Text)]);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(digest), with.Version);
    }

    [Fact]
    public void A_pack_can_be_kept_to_some_requests_and_ask_other_people()
    {
        const string Yaml =
            """
            version: 1
            approvals:
              owners: { approvers: [owners], expires: 1h }
            include:
              - { pack: "pack:soc2", when: { labels: { scope: soc2 } }, approve: owners }
            commands:
              - { id: all, when: { risk: write }, then: allow }
            tests:
              - { line: "touch x", expect: allow, rule: all }
              - { line: "touch x", labels: { scope: soc2 }, expect: approve, rule: "soc2:change", tags: [soc2] }
            """;
        var load = PolicyDocument.Load(Yaml, "p");
        Assert.Empty(load.Errors);
        Assert.All(load.Document!.Tests, test => Assert.True(test.Run(load.Document).Passed));
        var approval = load.Document.Tests[1].Run(load.Document).Verdict.Approval!;
        Assert.Equal(["owners"], approval.AllGroups);
        Assert.Equal(TimeSpan.FromHours(1), approval.ExpiresAfter);
    }
}

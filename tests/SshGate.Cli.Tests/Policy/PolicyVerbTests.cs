using System.Text.Json;
using SshGate.Cli.Tests.Identity;

namespace SshGate.Cli.Tests.Policy;

public sealed class PolicyVerbTests : IDisposable
{
    private const string Sound =
        """
        version: 1
        connections: [{ id: everybody, then: allow }]
        commands:
          - { id: read, when: { risk: read }, then: allow }
          - { id: change, when: { not: { risk: read } }, then: approve, approve: { approvers: [sre], count: 2, expires: 1h }, message: two people, tags: [change] }
        tests:
          - { line: ls, expect: allow, rule: read }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy-");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task Check_prints_faults_and_doubts_with_their_places_and_says_so_by_its_exit_code()
    {
        var sound = await CommandLineFixture.RunAsync("policy", "check", Write("p.yaml", Sound));
        Assert.Equal(0, sound.ExitCode);
        Assert.Matches(@"p\.yaml: ok, 3 rules, sha256:[0-9a-f]{64}\n$", sound.Output);

        var doubtful = Write("p.yaml", Sound.Replace("tests:", "  - { id: late, when: { risk: read }, then: allow }\ntests:", StringComparison.Ordinal));
        var warned = await CommandLineFixture.RunAsync("policy", "check", doubtful);
        Assert.Equal(0, warned.ExitCode);
        Assert.Contains("p.yaml:6:5: warning: 'late' adds nothing", warned.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await CommandLineFixture.RunAsync("policy", "check", "--strict", doubtful)).ExitCode);

        var broken = await CommandLineFixture.RunAsync("policy", "check", Write("p.yaml", Sound.Replace("risk: read }, then", "rsk: read }, then", StringComparison.Ordinal)));
        Assert.Equal(65, broken.ExitCode);
        Assert.Contains("p.yaml:4:25: when: unknown key 'rsk'", broken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_which_pre_approvals_are_over()
    {
        var over = Write(
            "p.yaml",
            Sound + "\ndelegations: [{ name: old, owner: o, who: { principal: p }, classes: [{ line: 'touch x' }], from: 2020-01-01, until: 2020-01-31 }]");
        var result = await CommandLineFixture.RunAsync("policy", "check", over, "--json");
        using var json = JsonDocument.Parse(result.Output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Contains("'old' ended at 2020-02-01", json.RootElement.GetProperty("warnings")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_stand_in_the_policy_beside_it_or_anywhere()
    {
        var policy = Write("p.yaml", Sound);
        var inside = await CommandLineFixture.RunAsync("policy", "test", "--policy", policy);
        Assert.Equal((0, "1 passed, 0 failed\n"), (inside.ExitCode, inside.Output));

        Write("p.tests.yaml", "tests:\n  - { line: rm x, expect: approve, people: 2, tags: [change] }\n  - { line: rm x, expect: approve, people: 1 }");
        var beside = await CommandLineFixture.RunAsync("policy", "test", "--policy", policy);
        Assert.Equal(1, beside.ExitCode);
        Assert.Contains("p.tests.yaml:3: expected approve of 1, got approve by change of 2 tagged change: rm x", beside.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 passed, 1 failed\n", beside.Output, StringComparison.Ordinal);

        var named = await CommandLineFixture.RunAsync("policy", "test", "--policy", policy, Write("other.yaml", "tests: [{ line: ls, expect: allow }]"));
        Assert.Equal((0, "2 passed, 0 failed\n"), (named.ExitCode, named.Output));
        Assert.Equal(65, (await CommandLineFixture.RunAsync("policy", "test")).ExitCode);
        Assert.Equal(65, (await CommandLineFixture.RunAsync("policy", "test", Write("bad.yaml", "tests: [{ line: ls }]"))).ExitCode);
    }

    [Fact]
    public async Task Explain_shows_every_rule_the_line_with_marks_and_the_people()
    {
        var result = await CommandLineFixture.RunAsync("policy", "explain", "--policy", Write("p.yaml", Sound), "ls && rm \"a\u202eb\"");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("decision   approve\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("approval   2 of sre; within 1h\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("message    two people\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("fits       [read] allow - ls\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("decides    [change] approve - rm", result.Output, StringComparison.Ordinal);
        Assert.Contains("^^", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", result.Output, StringComparison.Ordinal);
        var connection = await CommandLineFixture.RunAsync("policy", "explain", "--policy", Path.Combine(_folder.FullName, "p.yaml"));
        Assert.Equal(0, connection.ExitCode);
        Assert.Contains("decides    [everybody] allow", connection.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_answers_in_json_and_takes_every_fact_as_an_option()
    {
        var policy = Write(
            "p.yaml",
            "version: 1\ncommands:\n  - { id: a, when: { labels: { tier: gold }, source: 10.0.0.0/8, intent: 'CHG-*', history: { per-minute: over 5 } }, then: deny }");
        var result = await CommandLineFixture.RunAsync(
            "policy", "explain", "--policy", policy, "--json", "--label", "tier=gold", "--source", "10.0.0.1", "--intent", "CHG-1", "--history", "per-minute=6", "ls");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("deny", json.RootElement.GetProperty("decision").GetString());
        var rule = json.RootElement.GetProperty("considered")[0];
        Assert.True(rule.GetProperty("decides").GetBoolean());
        Assert.Equal(["labels", "source", "intent", "history per-minute"], rule.GetProperty("conditions").EnumerateArray().Select(one => one.GetProperty("key").GetString()));
        Assert.Equal(64, (await CommandLineFixture.RunAsync("policy", "explain", "--history", "per-day=1", "ls")).ExitCode);
    }

    [Fact]
    public async Task Packs_and_the_schema_are_printed()
    {
        var packs = await CommandLineFixture.RunAsync("policy", "packs");
        Assert.Contains("pack:read-only-agent@1", packs.Output, StringComparison.Ordinal);
        Assert.StartsWith("version: 1", (await CommandLineFixture.RunAsync("policy", "packs", "sox")).Output, StringComparison.Ordinal);
        Assert.Equal(64, (await CommandLineFixture.RunAsync("policy", "packs", "nothing")).ExitCode);
        using var schema = JsonDocument.Parse((await CommandLineFixture.RunAsync("policy", "schema")).Output);
        Assert.Equal("SshGate policy", schema.RootElement.GetProperty("title").GetString());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}

namespace SshGate.Policy.Tests.Rules;

public sealed class DelegationTests
{
    private const string Policy =
        """
        version: 1
        commands:
          - { id: read, when: { risk: read }, then: allow }
          - { id: change, when: { not: { risk: read } }, then: approve, approve: { fallback: pre-approved } }
          - { id: never, when: { paths: "/srv/ledger/*" }, then: deny }
          - { id: asked, when: { command: truncate }, then: approve, delegable: false }
        delegations:
          - name: restart
            owner: dba-leads
            who: { principal: "agent@*", groups: agents }
            on: { environment: staging }
            classes:
              - { command: systemctl, arguments: "restart (app|worker)" }
              - { line: "touch /srv/app/.deployed > /srv/app/log" }
              - { command: truncate, paths: "/srv/app/*" }
              - { command: sftp-write, paths: "/srv/app/in/*" }
            from: 2026-01-01
            until: 2026-03-31
            per-hour: 2
          - name: night
            owner: ops
            who: { principal: "agent@example" }
            classes: [{ command: rm, paths: "/srv/cache/*" }]
            from: 2026-01-01
            until: 2026-01-31
            fallback: true
        """;

    private static readonly PolicyDocument Document = TestRules.Load(Policy);

    private static Verdict Ask(string line, CommandContext context = CommandContext.Exec, Func<CommandRequest, CommandRequest>? change = null)
    {
        var request = TestPolicy.Request(TestPolicy.Parse(line, context)) with
        {
            History = new RequestHistory { RuleUsesLastHour = new Dictionary<string, int> { ["delegation:restart"] = 1 } },
        };
        return Document.Evaluate(change is null ? request : change(request));
    }

    [Theory]
    [InlineData("systemctl restart app", VerdictKind.Allow)]
    [InlineData("ls && systemctl restart worker", VerdictKind.Allow)]
    [InlineData("touch /srv/app/.deployed > /srv/app/log", VerdictKind.Allow)]
    [InlineData("systemctl restart app worker", VerdictKind.RequireApproval)]
    [InlineData("systemctl restart app; rm x", VerdictKind.RequireApproval)]
    [InlineData("systemctl restart app > f", VerdictKind.RequireApproval)]
    [InlineData("systemctl restart \"$x\"", VerdictKind.RequireApproval)]
    [InlineData("./systemctl restart app", VerdictKind.RequireApproval)]
    [InlineData("sudo systemctl restart app", VerdictKind.RequireApproval)]
    [InlineData("truncate -s 0 /srv/app/log", VerdictKind.RequireApproval)]
    [InlineData("systemctl restart app; rm /srv/ledger/x", VerdictKind.Deny)]
    public void It_stands_in_for_people_for_its_class_alone(string line, VerdictKind kind) => Assert.Equal(kind, Ask(line).Kind);

    [Fact]
    public void The_answer_names_it_and_its_owner()
    {
        var verdict = Ask("systemctl restart app");
        Assert.Equal(["delegation:restart"], verdict.Rules);
        Assert.Equal(("restart", "dba-leads"), (verdict.Delegation!.Name, verdict.Delegation.Owner));
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), verdict.Delegation.Until);
        Assert.Contains("dba-leads", verdict.Reasons[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_about_it_must_be_so()
    {
        const string Line = "systemctl restart app";
        Assert.Equal(VerdictKind.RequireApproval, Ask(Line, change: r => r with { Now = new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero) }).Kind);
        Assert.Equal(VerdictKind.Allow, Ask(Line, change: r => r with { Now = new DateTimeOffset(2026, 3, 31, 23, 59, 59, TimeSpan.Zero) }).Kind);
        Assert.Equal(VerdictKind.RequireApproval, Ask(Line, change: r => r with { Now = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero) }).Kind);
        Assert.Equal(VerdictKind.RequireApproval, Ask(Line, change: r => r with { HasTerminal = true }).Kind);
        Assert.Equal(VerdictKind.RequireApproval, Ask(Line, change: r => r with { Target = r.Target with { Environment = "production" } }).Kind);
        Assert.Equal(VerdictKind.RequireApproval, Ask(Line, change: r => r with { Subject = r.Subject with { Groups = [] } }).Kind);
        Assert.Equal(VerdictKind.RequireApproval, Ask(Line, change: r => r with { History = null }).Kind);
        Assert.Equal(VerdictKind.RequireApproval, Ask(Line, change: r => r with { History = new RequestHistory() }).Kind);
        Assert.Equal(
            VerdictKind.RequireApproval,
            Ask(Line, change: r => r with { History = new RequestHistory { RuleUsesLastHour = new Dictionary<string, int> { ["delegation:restart"] = 2 } } }).Kind);
        Assert.Equal(
            VerdictKind.Allow,
            Ask(Line, change: r => r with { History = new RequestHistory { RuleUsesLastHour = new Dictionary<string, int>() } }).Kind);
    }

    [Fact]
    public void It_covers_operations_on_files()
    {
        Assert.Equal(VerdictKind.Allow, Ask("sftp write /srv/app/in/a.csv", CommandContext.Files).Kind);
        Assert.Equal(VerdictKind.RequireApproval, Ask("sftp write /srv/app/a.csv", CommandContext.Files).Kind);
    }

    [Fact]
    public void One_that_is_a_fallback_answers_only_for_silence()
    {
        var verdict = Ask("rm /srv/cache/a");
        Assert.Equal(VerdictKind.RequireApproval, verdict.Kind);
        Assert.Equal("night", verdict.Approval!.Fallback!.Name);
        Assert.Null(Ask("rm /srv/cache/a /etc/b").Approval!.Fallback);
        Assert.Null(Ask("rm /srv/cache/a; touch x").Approval!.Fallback);
        Assert.Null(Ask("rm /srv/cache/a; truncate -s 0 /srv/app/log").Approval!.Fallback);
        Assert.Null(Ask("rm /srv/cache/a", change: r => r with { Now = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero) }).Approval!.Fallback);
    }

    [Fact]
    public void Silence_stays_a_no_where_a_rule_does_not_say_otherwise()
    {
        var document = TestRules.Load(Policy.Replace(", approve: { fallback: pre-approved }", "", StringComparison.Ordinal));
        Assert.Null(TestPolicy.Ask("rm /srv/cache/a", policy: document).Approval!.Fallback);
    }

    [Fact]
    public void A_denial_in_doubt_is_not_overcome()
    {
        var document = TestRules.Load(Policy.Replace("paths: \"/srv/ledger/*\"", "history: { rejected-per-hour: over 3 }", StringComparison.Ordinal));
        Assert.Equal(VerdictKind.RequireApproval, TestPolicy.Ask("touch /srv/app/.deployed > /srv/app/log", policy: document).Kind);
    }
}

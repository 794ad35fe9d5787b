using System.Text;

namespace SshGate.Policy.Tests.Rules;

/// <summary>Every condition, met and not met, under a rule that allows and under one that denies.</summary>
public sealed class ConditionTests
{
    private static readonly CommandRequest Request = TestPolicy.Request(TestPolicy.Parse("touch /srv/app/a --mode=0644")) with
    {
        Subject = new PolicySubject
        {
            Issuer = "https://issuer.example",
            Subject = "agent@example",
            ClientId = "cli",
            Agent = "claude",
            Groups = ["agents", "web"],
            Scopes = ["ssh"],
        },
        Target = new PolicyTarget
        {
            Name = "web1",
            Environment = "staging",
            Account = "deploy",
            Labels = new Dictionary<string, string> { ["tier"] = "gold", ["scope"] = "pci" },
        },
        Intent = "CHG-17: rotate",
        History = new RequestHistory
        {
            CommandsLastMinute = 3,
            CommandsLastHour = 40,
            HeldLastHour = 2,
            RejectedLastHour = 0,
            KnownCommands = new HashSet<string> { "touch", "ls" },
            IsKnownLine = false,
            IsFirstConnection = false,
        },
    };

    public static TheoryData<string, bool> OfTheRequest => new()
    {
        { "principal: agent@*", true },
        { "principal: other@*", false },
        { "issuer: 'https://issuer.example'", true },
        { "issuer: 'https://other.example'", false },
        { "client: [cli, web]", true },
        { "client: web", false },
        { "agent: cl*", true },
        { "agent: copilot", false },
        { "groups: [ops, web]", true },
        { "groups: ops", false },
        { "scopes: ssh", true },
        { "scopes: 'ssh:*'", false },
        { "target: web*", true },
        { "target: db*", false },
        { "environment: staging", true },
        { "environment: production", false },
        { "labels: { tier: gold, scope: [pci, sox] }", true },
        { "labels: { tier: gold, other: '*' }", false },
        { "account: deploy", true },
        { "account: root", false },
        { "source: [10.0.0.0/8, '::1']", true },
        { "source: 192.168.0.0/16", false },
        { "time: { days: [mon], from: '08:00', to: '18:00' }", true },
        { "time: { days: mon, zone: Asia/Tokyo, from: '21:00', to: '22:00' }", true },
        { "time: { from: '22:00', to: '06:00' }", false },
        { "time: { dates: 2026-01-05 }", true },
        { "time: { dates: [2026-01-06, 2026-02-01 to 2026-03-01] }", false },
        { "time: { except: 2026-01-01 to 2026-01-06 }", false },
        { "time: { except: 2026-01-06 }", true },
        { "context: [exec, shell]", true },
        { "context: files", false },
        { "terminal: false", true },
        { "terminal: true", false },
        { "intent: true", true },
        { "intent: false", false },
        { "intent: 'CHG-*'", true },
        { "intent: 'INC-*'", false },
        { "line: 'touch /srv/app/a --mode=0644'", true },
        { "line: ['touch /srv/app/a', 'touch /srv/app/a --mode=0644 ']", false },
        { "line-bytes: 28", true },
        { "line-bytes: over 28", false },
        { "command-count: 1", true },
        { "command-count: at least 2", false },
        { "history: { per-minute: at most 3, per-hour: 40, held-per-hour: over 1, rejected-per-hour: 0 }", true },
        { "history: { per-minute: over 3 }", false },
        { "history: { per-hour: under 40 }", false },
        { "history: { held-per-hour: over 2 }", false },
        { "history: { rejected-per-hour: over 0 }", false },
        { "history: { new-line: true }", true },
        { "history: { new-line: false }", false },
        { "history: { first-connection: false }", true },
        { "history: { first-connection: true }", false },
    };

    public static TheoryData<string, bool> OfTheCommand => new()
    {
        { "risk: [write, exfil]", true },
        { "risk: read", false },
        { "command: [mv, touch]", true },
        { "command: mv", false },
        { "arguments: '/srv/app/.* --mode=[0-7]+'", true },
        { "arguments: '/srv/app/.*'", true },
        { "arguments: '/srv/app/[a-z]'", false },
        { "paths: '/srv/app/*'", true },
        { "paths: '/srv/other/*'", false },
        { "operands: 1", true },
        { "operands: over 1", false },
        { "amount: { pattern: '--mode=([0-9]+)', value: over 600 }", true },
        { "amount: { pattern: '--mode=([0-9]+)', value: over 700 }", false },
        { "amount: { pattern: '--size=([0-9]+)', value: over 0 }", false },
        { "history: { new-command: false }", true },
        { "history: { new-command: true }", false },
        { "any: [{ command: mv }, { paths: '/srv/app/*' }]", true },
        { "any: [{ command: mv }, { paths: '/srv/other/*' }]", false },
        { "all: [{ command: touch }, { paths: '/srv/app/*' }]", true },
        { "all: [{ command: touch }, { paths: '/srv/other/*' }]", false },
        { "not: { command: mv }", true },
        { "not: { command: touch }", false },
        { "not: { command: touch, paths: '/srv/other/*' }", true },
        { "not: [{ command: mv }, { environment: production }]", true },
        { "not: [{ command: mv }, { environment: staging }]", false },
    };

    [Theory]
    [MemberData(nameof(OfTheRequest))]
    [MemberData(nameof(OfTheCommand))]
    public void A_condition_is_met_or_not_for_a_rule_that_denies_and_for_one_that_allows(string when, bool holds)
    {
        Assert.Equal(holds ? VerdictKind.Deny : VerdictKind.RequireApproval, TestRules.One(when, "deny").Evaluate(Request).Kind);
        Assert.Equal(holds ? VerdictKind.Allow : VerdictKind.RequireApproval, TestRules.One(when, "allow").Evaluate(Request).Kind);
    }

    [Theory]
    [MemberData(nameof(OfTheRequest))]
    [MemberData(nameof(OfTheCommand))]
    public void Not_of_a_known_condition_is_the_opposite(string when, bool holds)
    {
        Assert.Equal(holds ? VerdictKind.RequireApproval : VerdictKind.Deny, TestRules.One($"not: {{ {when} }}", "deny").Evaluate(Request).Kind);
        Assert.Equal(holds ? VerdictKind.RequireApproval : VerdictKind.Allow, TestRules.One($"not: {{ {when} }}", "allow").Evaluate(Request).Kind);
    }

    [Theory]
    [InlineData("history: { per-minute: over 3 }")]
    [InlineData("history: { per-hour: under 40 }")]
    [InlineData("history: { held-per-hour: 0 }")]
    [InlineData("history: { rejected-per-hour: 0 }")]
    [InlineData("history: { new-line: true }")]
    [InlineData("history: { new-command: false }")]
    [InlineData("history: { first-connection: false }")]
    [InlineData("input-bytes: under 100")]
    public void What_is_not_known_neither_allows_nor_saves(string when)
    {
        foreach (var request in (CommandRequest[])[Request with { History = null }, Request with { History = new RequestHistory() }])
        {
            foreach (var condition in (string[])[when, $"not: {{ {when} }}"])
            {
                Assert.Equal(VerdictKind.Deny, TestRules.One(condition, "allow", "deny").Evaluate(request).Kind);
                Assert.Equal(VerdictKind.RequireApproval, TestRules.One(condition, "deny", "allow").Evaluate(request).Kind);
                Assert.Equal(VerdictKind.RequireApproval, TestRules.One(condition, "approve", "allow").Evaluate(request).Kind);
                Assert.Equal(VerdictKind.Deny, TestRules.One(condition, "approve", "deny").Evaluate(request).Kind);
            }
        }
    }

    [Theory]
    [InlineData("touch \"$x\"", "paths: '/srv/app/*'")]
    [InlineData("touch \"$x\"", "arguments: 'a'")]
    [InlineData("touch $x", "operands: 1")]
    [InlineData("\"$x\" a", "command: touch")]
    [InlineData("touch --n=\"$x\"", "amount: { pattern: '--n=([0-9]+)', value: over 5 }")]
    [InlineData("touch --n=99999999999999999999", "amount: { pattern: '--n=([0-9]+)', value: over 5 }")]
    [InlineData("ls > \"$x\"", "redirections: '/etc/*'")]
    [InlineData("ls > \"$x\"", "paths: '/etc/*'")]
    [InlineData("cd \"$x\" && touch a", "paths: '/etc/*'")]
    [InlineData("touch ../a", "paths: '/etc/*'")]
    public void Words_that_are_not_known_before_they_run_neither_allow_nor_save(string line, string when)
    {
        Assert.Equal(VerdictKind.RequireApproval, TestPolicy.Ask(line, policy: TestRules.One(when, "deny", "allow")).Kind);
        Assert.NotEqual(VerdictKind.Allow, TestPolicy.Ask(line, policy: TestRules.One(when, "allow")).Kind);
        Assert.NotEqual(VerdictKind.Allow, TestPolicy.Ask(line, policy: TestRules.One($"not: {{ {when} }}", "allow")).Kind);
    }

    [Theory]
    [InlineData("rm /srv/app/a /etc/b", "/srv/app/*", false)]
    [InlineData("rm /srv/app/a /srv/app/b", "/srv/app/*", true)]
    [InlineData("rm -rf /srv/app/a", "/srv/app/*", true)]
    [InlineData("rm /srv/app/../../etc/b", "/srv/app/*", false)]
    [InlineData("rm", "*", false)]
    [InlineData("reboot", "/srv/app/*", false)]
    [InlineData("cp --target-directory=/etc /srv/app/a", "/srv/app/*", false)]
    [InlineData("cp --target-directory=etc /srv/app/a", "/srv/app/*", false)]
    [InlineData("cp -tetc /srv/app/a", "/srv/app/*", false)]
    [InlineData("cp -t/etc /srv/app/a", "/srv/app/*", false)]
    [InlineData("cp -- -x /srv/app/a", "/srv/app/*", false)]
    [InlineData("cp --mode=0644 /srv/app/a /srv/app/b", "/srv/app/*", true)]
    [InlineData("touch ~/a", "*", false)]
    public void A_rule_that_allows_covers_every_path_and_at_least_one(string line, string paths, bool allowed)
    {
        var policy = TestRules.One($"paths: '{paths}'", "allow");
        Assert.Equal(allowed ? VerdictKind.Allow : VerdictKind.RequireApproval, TestPolicy.Ask(line, policy: policy).Kind);
    }

    [Theory]
    [InlineData("rm /srv/app/a /srv/customers/b")]
    [InlineData("rm /srv/./customers//b")]
    [InlineData("rm /srv/app/../customers/b")]
    [InlineData("cd /srv/customers && rm b")]
    [InlineData("cd /srv; cd customers; rm b")]
    [InlineData("cd /srv/app && rm ../customers/b")]
    [InlineData("cp --target-directory=/srv/customers a")]
    [InlineData("cp -t/srv/customers/x a")]
    [InlineData("scp other:/srv/customers/b .")]
    [InlineData("echo x > /srv/customers/b")]
    [InlineData("dd of=/srv/customers/b")]
    public void A_rule_that_denies_meets_a_path_however_it_is_written(string line)
    {
        var policy = TestRules.One("paths: ['/srv/customers', '/srv/customers/*']", "deny", "allow");
        Assert.Equal(VerdictKind.Deny, TestPolicy.Ask(line, policy: policy).Kind);
    }

    [Theory]
    [InlineData("touch a")]
    [InlineData("cd /srv/app && touch a b/c")]
    [InlineData("cat a.txt")]
    [InlineData("tar --mode=0644")]
    public void A_rule_that_denies_a_path_does_not_meet_others(string line)
    {
        var policy = TestRules.Load(
            "version: 1\ndefaults: { command: deny }\ncommands: [{ id: a, when: { paths: '/srv/customers/*' }, then: deny }, { id: b, when: { not: { risk: opaque } }, then: allow }]");
        Assert.Equal(VerdictKind.Allow, TestPolicy.Ask(line, policy: policy).Kind);
    }

    [Theory]
    [InlineData("home", "touch a", "/home/deploy/a")]
    [InlineData("home", "touch ~/a", "/home/deploy/a")]
    [InlineData("sub", "cd sub && touch a", "/home/deploy/sub/a")]
    public void A_relative_path_lies_below_the_home_of_the_account(string id, string line, string path)
    {
        Assert.NotEmpty(id);
        Assert.Equal(VerdictKind.Deny, TestPolicy.Ask(line, policy: TestRules.One($"paths: '{path}'", "deny", "allow")).Kind);
    }

    [Theory]
    [InlineData("ls > /tmp/out", VerdictKind.Allow)]
    [InlineData("ls > /tmp/out 2>&1", VerdictKind.Allow)]
    [InlineData("ls > /tmp/out 2> /etc/x", VerdictKind.RequireApproval)]
    [InlineData("touch x > /tmp/out", VerdictKind.RequireApproval)]
    [InlineData("ls > /tmp/../etc/x", VerdictKind.RequireApproval)]
    public void A_rule_that_allows_redirections_allows_nothing_else(string line, VerdictKind kind)
    {
        var policy = TestRules.Load(
            "version: 1\ncommands: [{ id: r, when: { risk: read }, then: allow }, { id: a, when: { redirections: '/tmp/*' }, then: allow }]");
        Assert.Equal(kind, TestPolicy.Ask(line, policy: policy).Kind);
    }

    [Theory]
    [InlineData("SELECT * FROM a LIMIT 10", VerdictKind.Allow)]
    [InlineData("SELECT * FROM a LIMIT 10 ; SELECT 1 limit 5000", VerdictKind.RequireApproval)]
    [InlineData("DROP TABLE a", VerdictKind.Deny)]
    [InlineData("TRUNCATE a", VerdictKind.RequireApproval)]
    public void Statements_of_database_clients_are_commands_too(string statement, VerdictKind kind)
    {
        var policy = TestRules.Load(
            """
            version: 1
            commands:
              - { id: few, when: { context: psql, risk: read, amount: { pattern: "(?i)limit ([0-9]+)", value: at most 1000 } }, then: allow }
              - { id: drop, when: { context: psql, command: DROP }, then: deny }
            """);
        Assert.Equal(kind, TestPolicy.Ask(statement, CommandContext.Psql, policy: policy).Kind);
    }

    [Theory]
    [InlineData("forward tcp db1.internal:5432", VerdictKind.Allow)]
    [InlineData("forward tcp db1.internal:5433", VerdictKind.Deny)]
    [InlineData("forward tcp evil.example:5432", VerdictKind.Deny)]
    [InlineData("forward tcp 10.1.2.3:443", VerdictKind.RequireApproval)]
    [InlineData("forward tcp [fd00::1]:90", VerdictKind.RequireApproval)]
    [InlineData("forward tcp [fd00::1]:91", VerdictKind.Deny)]
    [InlineData("forward tcp 11.1.2.3:443", VerdictKind.Deny)]
    [InlineData("forward unix /run/app/a.sock", VerdictKind.Allow)]
    [InlineData("forward unix /run/app/../docker.sock", VerdictKind.Deny)]
    public void Destinations_are_names_networks_and_sockets(string line, VerdictKind kind)
    {
        var policy = TestRules.Load(
            """
            version: 1
            defaults: { command: allow }
            commands:
              - { id: anything, when: { not: { risk: opaque } }, then: allow }
              - { id: asks, when: { not: { risk: opaque } }, then: approve }
              - { id: names, when: { context: forward, destination: ["*.internal:5432", "/run/app/*"] }, then: allow }
              - { id: nets, when: { context: forward, destination: ["10.0.0.0/8:443", "[fd00::/8]:80-90"] }, then: approve }
            """);
        // The other rules do not name the context: neither allows a forward, nor opens the question.
        Assert.Equal(kind, TestPolicy.Ask(line, CommandContext.Forward, policy: policy).Kind);
    }

    [Fact]
    public void A_denied_network_makes_a_name_wait_that_may_stand_for_it()
    {
        var policy = TestRules.Load(
            """
            version: 1
            commands:
              - { id: all, when: { context: forward }, then: allow }
              - { id: metadata, when: { destination: "169.254.0.0/16:*" }, then: deny }
            """);
        Assert.Equal(VerdictKind.Deny, TestPolicy.Ask("forward tcp 169.254.169.254:80", CommandContext.Forward, policy: policy).Kind);
        Assert.Equal(VerdictKind.RequireApproval, TestPolicy.Ask("forward tcp metadata.example:80", CommandContext.Forward, policy: policy).Kind);
        Assert.Equal(VerdictKind.Allow, TestPolicy.Ask("forward tcp 10.0.0.1:80", CommandContext.Forward, policy: policy).Kind);
    }

    [Fact]
    public void The_bytes_of_input_that_is_code_can_be_bounded()
    {
        var policy = TestRules.One("input-bytes: over 10", "deny");
        var request = TestPolicy.Request(TestPolicy.Parse("bash"));
        Assert.Equal(VerdictKind.Deny, policy.Evaluate(request with { Input = Encoding.UTF8.GetBytes("ls\nls\nls\nls\n") }).Kind);
        Assert.Equal(VerdictKind.RequireApproval, policy.Evaluate(request with { Input = Encoding.UTF8.GetBytes("ls") }).Kind);
    }
}

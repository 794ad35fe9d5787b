namespace SshGate.Policy.Tests.Rules;

public sealed class PolicyDocumentTests
{
    [Fact]
    public void The_default_policy_loads_and_its_version_is_the_digest_of_its_text()
    {
        var load = PolicyDocument.Load(PolicyDocument.DefaultText(), "default-policy.yaml");
        Assert.Empty(load.Errors);
        Assert.Equal(PolicyDocument.Default!.Version, load.Document!.Version);
        Assert.Matches("^sha256:[0-9a-f]{64}$", load.Document.Version);
    }

    [Theory]
    [InlineData("version: 2", 1, 10)]
    [InlineData("version: 1\nfoo: 2", 2, 1)]
    [InlineData("version: 1\ncommands:\n  - id: a\n    then: alow", 4, 11)]
    [InlineData("version: 1\ncommands:\n  - id: a\n    when: { rsk: read }\n    then: allow", 4, 13)]
    [InlineData("version: 1\ncommands:\n  - id: a\n    when: { arguments: '(x' }\n    then: deny", 4, 24)]
    [InlineData("version: 1\ncommands:\n  - id: a\n    when: { arguments: '(x)\\1' }\n    then: deny", 4, 24)]
    [InlineData("version: 1\ncommands:\n  - id: a\n    then: deny\n  - id: a\n    then: deny", 5, 9)]
    [InlineData("version: 1\nconnections:\n  - id: a\n    when: { command: ls }\n    then: deny", 4, 13)]
    [InlineData("version: 1\ntable: ['x frobnicate']", 2, 9)]
    [InlineData("version: 1\ndefaults: { approve: { expires: soon } }", 2, 33)]
    [InlineData("version: 1\ncommands:\n  - id: a\n    when: { risk: [] }\n    then: allow", 4, 19)]
    [InlineData("version: [1", 2, 1)]
    public void A_fault_is_located_and_the_file_is_not_used(string yaml, int line, int column)
    {
        var load = PolicyDocument.Load(yaml, "p.yaml");
        Assert.Null(load.Document);
        Assert.Contains(load.Errors, error => error.Line == line && error.Column == column);
        Assert.StartsWith("p.yaml:", load.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ls", VerdictKind.Allow, "read")]
    [InlineData("systemctl restart nginx", VerdictKind.Allow, "restart")]
    [InlineData("ls; systemctl restart nginx", VerdictKind.Allow, "restart")]
    [InlineData("ls; rm x", VerdictKind.RequireApproval, "default")]
    [InlineData("systemctl restart nginx; rm x", VerdictKind.RequireApproval, "default")]
    [InlineData("systemctl restart nginx sshd", VerdictKind.RequireApproval, "default")]
    [InlineData("systemctl restart \"$x\"", VerdictKind.RequireApproval, "default")]
    [InlineData("systemctl restart nginx > f", VerdictKind.RequireApproval, "default")]
    [InlineData("cat /srv/private/x", VerdictKind.Deny, "private")]
    [InlineData("cat \"$x\"", VerdictKind.RequireApproval, "private")]
    [InlineData("./deploy.sh", VerdictKind.Allow, "exact")]
    [InlineData("./deploy.sh ", VerdictKind.RequireApproval, "default")]
    [InlineData("./deploy.sh; ls", VerdictKind.RequireApproval, "default")]
    [InlineData("mytool status", VerdictKind.Allow, "read")]
    [InlineData("mytool drop", VerdictKind.RequireApproval, "default")]
    [InlineData("othertool", VerdictKind.RequireApproval, "default")]
    [InlineData("bash", VerdictKind.RequireApproval, "default")]
    public void Rules_judge_each_command_and_the_most_severe_wins(string line, VerdictKind kind, string rule)
    {
        const string Yaml =
            """
            version: 1
            table:
              - "mytool verbs"
              - "mytool/status read"
            commands:
              - { id: read, when: { risk: read }, then: allow }
              - { id: restart, when: { command: systemctl, arguments: "restart nginx" }, then: allow }
              - { id: private, when: { paths: "/srv/private/*", command: cat }, then: deny }
              - { id: exact, when: { line: "./deploy.sh" }, then: allow }
              - { id: everything, when: { command: "othertool" }, then: allow }
              - { id: exact-bash, when: { line: "bash" }, then: allow }
            """;
        var load = PolicyDocument.Load(Yaml, "p.yaml");
        Assert.Empty(load.Errors);
        var verdict = TestPolicy.Ask(line, policy: load.Document);
        Assert.Equal(kind, verdict.Kind);
        Assert.Contains(rule, verdict.Rules);
    }

    [Theory]
    [InlineData("principal: agent@*", true)]
    [InlineData("principal: other@*", false)]
    [InlineData("groups: [ops, agents]", true)]
    [InlineData("groups: ops", false)]
    [InlineData("agent: claude", false)]
    [InlineData("target: web*", true)]
    [InlineData("environment: production", false)]
    [InlineData("labels: { tier: gold }", false)]
    [InlineData("account: root", false)]
    [InlineData("source: 10.0.0.0/8", true)]
    [InlineData("source: [192.168.0.0/16, '::1']", false)]
    [InlineData("time: { days: [mon, tue], from: '08:00', to: '18:00' }", true)]
    [InlineData("time: { days: [sat, sun] }", false)]
    [InlineData("time: { from: '22:00', to: '06:00' }", false)]
    [InlineData("context: [shell, script]", false)]
    [InlineData("terminal: true", false)]
    [InlineData("terminal: false", true)]
    public void Conditions_hold_or_not(string condition, bool holds)
    {
        var load = PolicyDocument.Load($"version: 1\ncommands:\n  - id: a\n    when: {{ {condition} }}\n    then: deny", "p.yaml");
        Assert.Empty(load.Errors);
        Assert.Equal(holds ? VerdictKind.Deny : VerdictKind.RequireApproval, TestPolicy.Ask("ls", policy: load.Document).Kind);
    }

    [Fact]
    public void A_connection_needs_a_rule()
    {
        var request = new ConnectionRequest
        {
            Subject = new PolicySubject { Issuer = "i", Subject = "s" },
            Target = new PolicyTarget { Name = "db1", Account = "root" },
            Now = default,
            SourceAddress = "::ffff:10.1.2.3",
        };
        Assert.Equal(VerdictKind.Allow, PolicyDocument.Default!.Evaluate(request).Kind);
        Assert.Equal(VerdictKind.Deny, PolicyDocument.Load("version: 1", "p").Document!.Evaluate(request).Kind);
        var load = PolicyDocument.Load(
            """
            version: 1
            connections:
              - { id: net, when: { source: 10.0.0.0/8 }, then: allow }
              - { id: root, when: { account: root }, then: approve, approve: { approvers: [sre], count: 2, expires: 1h } }
            """,
            "p");
        var verdict = load.Document!.Evaluate(request);
        Assert.Equal(VerdictKind.RequireApproval, verdict.Kind);
        Assert.Equal(["root"], verdict.Rules);
        var stage = Assert.Single(verdict.Approval!.Stages);
        Assert.Equal((2, TimeSpan.FromHours(1)), (stage.Count, verdict.Approval.ExpiresAfter));
        Assert.Equal(["sre"], stage.ApproverGroups);
    }

    [Theory]
    [InlineData("mkfs.ext4 /dev/sdb1", "raw-disk")]
    [InlineData("dd if=/dev/zero of=/dev/sda", "raw-disk-dd")]
    [InlineData("sudo su -", "sudo-shell")]
    [InlineData("sudo -i", "sudo-shell")]
    [InlineData("sudo -u root bash", "sudo-shell")]
    [InlineData("su - root", "shell-as-other")]
    public void The_default_policy_denies_what_no_approval_should_allow(string line, string rule)
    {
        var verdict = TestPolicy.Ask(line);
        Assert.Equal(VerdictKind.Deny, verdict.Kind);
        Assert.Contains(rule, verdict.Rules);
    }

    [Fact]
    public void An_analysis_is_used_only_for_what_it_was_made_of()
    {
        var policy = PolicyDocument.Default;
        var reading = TestPolicy.Parse("ls");
        var removing = TestPolicy.Parse("rm -rf /srv/x");
        var analysis = policy.Analyze(reading);
        Assert.Equal(VerdictKind.Allow, policy.Evaluate(TestPolicy.Request(reading), analysis).Kind);
        Assert.Equal(VerdictKind.RequireApproval, policy.Evaluate(TestPolicy.Request(removing), analysis).Kind);
        Assert.Equal(VerdictKind.RequireApproval, policy.Evaluate(TestPolicy.Request(TestPolicy.Parse("rm x")), policy.Analyze(TestPolicy.Parse("ls"))).Kind);

        var other = PolicyDocument.Load("version: 1\ntable: ['ls destructive']\n", "p.yaml").Document!;
        Assert.Equal(RiskClass.Destructive, other.Evaluate(TestPolicy.Request(reading), analysis).Risk);
    }

    [Fact]
    public void An_analysis_of_other_input_is_not_used_even_if_the_buffer_is_the_same()
    {
        var policy = PolicyDocument.Default;
        var line = TestPolicy.Parse("bash");
        var input = "ls\n       "u8.ToArray();
        var request = TestPolicy.Request(line) with { Input = input };
        var analysis = policy.Analyze(line, input);
        Assert.Equal(VerdictKind.Allow, policy.Evaluate(request, analysis).Kind);
        "rm -rf /x"u8.CopyTo(input);
        Assert.Equal(RiskClass.Destructive, policy.Evaluate(request, analysis).Risk);
        Assert.NotEqual(VerdictKind.Allow, policy.Evaluate(request with { Input = null }, analysis).Kind);
    }
}

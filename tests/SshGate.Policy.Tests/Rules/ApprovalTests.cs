namespace SshGate.Policy.Tests.Rules;

public sealed class ApprovalTests
{
    private static ApprovalRequirement Ask(string rules, string line = "touch x") =>
        TestPolicy.Ask(line, policy: TestRules.Load("version: 1\n" + rules)).Approval!;

    private static string Text(ApprovalRequirement approval) =>
        string.Join(" > ", approval.Stages.Select(stage => $"{string.Join('+', stage.ApproverGroups)} {stage.Count}"));

    [Theory]
    [InlineData("{ approvers: [a] }", "{ approvers: [b] }", "a 1 > b 1")]
    [InlineData("{ approvers: [a] }", "{ approvers: [a], count: 2 }", "a 2")]
    [InlineData("{ approvers: [a, b] }", "{ approvers: [a] }", "a+b 1 > a 1")]
    [InlineData("{ approvers: [a] }", "{ approvers: [a, b] }", "a 1")]
    [InlineData("{ approvers: [a] }", "{ approvers: [a, b], count: 2 }", "a+b 2 > a 1")]
    [InlineData("{ stages: [{ approvers: a }, { approvers: b }] }", "{ approvers: [b], count: 2 }", "a 1 > b 2")]
    [InlineData("{ stages: [{ approvers: a }, { approvers: a }] }", "{ approvers: [a] }", "a 1 > a 1")]
    public void Several_rules_get_all_the_people_that_each_asks_for(string one, string other, string expected)
    {
        var both = $"commands: [{{ id: a, then: approve, approve: {one} }}, {{ id: b, then: approve, approve: {other} }}]";
        var approval = Ask(both);
        Assert.Equal(expected, Text(approval));

        // Whoever satisfies both has satisfied each.
        Assert.True(Ask($"commands: [{{ id: a, then: approve, approve: {one} }}]").IsMetBy(approval));
        Assert.True(Ask($"commands: [{{ id: a, then: approve, approve: {other} }}]").IsMetBy(approval));
    }

    [Fact]
    public void Parts_of_a_line_bring_their_own_people_and_the_default_too()
    {
        const string Rules =
            """
            defaults: { approve: { approvers: [everyone], expires: 1h } }
            commands:
              - { id: a, when: { command: rm }, then: approve, approve: { approvers: [a], expires: 2h, service-level: 30m } }
              - { id: b, when: { command: mv }, then: approve, approve: { approvers: [b], expires: 30m } }
            """;
        var approval = Ask(Rules, "rm x; mv a b; touch y");
        Assert.Equal("a 1 > b 1 > everyone 1", Text(approval));
        Assert.Equal(TimeSpan.FromMinutes(30), approval.ExpiresAfter);
        Assert.Equal(TimeSpan.FromMinutes(30), approval.ServiceLevel);
        Assert.Equal(["a", "b", "everyone"], approval.AllGroups);
    }

    [Fact]
    public void A_profile_says_it_once_and_a_rule_may_add_to_it()
    {
        const string Rules =
            """
            approvals:
              critical:
                stages: [{ name: technical, approvers: [sre, dba] }, { name: security, approvers: [security], count: 2 }]
                expires: 1h
                service-level: 30m
                escalate: { after: 20m, to: [heads] }
                labels: [critical]
            commands:
              - { id: a, when: { command: rm }, then: approve, approve: critical }
              - { id: b, when: { command: mv }, then: approve, approve: { profile: critical, expires: 2h } }
            """;
        var approval = Ask(Rules, "rm x");
        Assert.Equal("sre+dba 1 > security 2", Text(approval));
        Assert.Equal(["technical", "security"], approval.Stages.Select(stage => stage.Name));
        Assert.Equal(3, approval.People);
        Assert.Equal((TimeSpan.FromMinutes(20), "heads"), (approval.Escalation!.After, approval.Escalation.Groups.Single()));
        Assert.Equal(["critical"], approval.Labels);
        Assert.Null(approval.Fallback);
        Assert.Equal(TimeSpan.FromHours(2), Ask(Rules, "mv a b").ExpiresAfter);
    }

    [Theory]
    [InlineData("{ approvers: [a], expires: 1h, escalate: { after: 5m, to: [x, y] } }", "{ approvers: [b], expires: 1h, escalate: { after: 9m, to: [y, z] } }", "y 540")]
    [InlineData("{ approvers: [a], expires: 1h, escalate: { after: 5m, to: [x] } }", "{ approvers: [b], expires: 1h }", null)]
    [InlineData("{ approvers: [a], expires: 1h, escalate: { after: 5m, to: [x] } }", "{ approvers: [b], expires: 1h, escalate: { after: 9m, to: [z] } }", null)]
    public void Backups_decide_only_where_every_rule_accepts_them(string one, string other, string? expected)
    {
        var escalation = Ask($"commands: [{{ id: a, then: approve, approve: {one} }}, {{ id: b, then: approve, approve: {other} }}]").Escalation;
        Assert.Equal(expected, escalation is null ? null : $"{string.Join('+', escalation.Groups)} {escalation.After.TotalSeconds}");
    }

    [Theory]
    [InlineData("{ approvers: [a] }", "{ approvers: [a], count: 2 }", true)]
    [InlineData("{ approvers: [a], count: 2 }", "{ approvers: [a] }", false)]
    [InlineData("{ approvers: [a] }", "{ approvers: [a, b] }", false)]
    [InlineData("{ approvers: [a, b] }", "{ approvers: [a] }", true)]
    [InlineData("{ stages: [{ approvers: a }, { approvers: b }] }", "{ approvers: [a], count: 2 }", false)]
    [InlineData("{ approvers: [a], count: 2 }", "{ stages: [{ approvers: a }, { approvers: a }] }", false)]
    [InlineData("{ approvers: [a] }", "{ approvers: [a], expires: 1h, escalate: { after: 5m, to: [x] } }", false)]
    [InlineData("{ approvers: [a], expires: 1h, escalate: { after: 5m, to: [x] } }", "{ approvers: [a] }", true)]
    public void An_approval_given_for_one_requirement_meets_another_only_if_that_asks_no_more(string now, string given, bool met)
    {
        Assert.Equal(
            met,
            Ask($"commands: [{{ id: a, then: approve, approve: {now} }}]").IsMetBy(Ask($"commands: [{{ id: a, then: approve, approve: {given} }}]")));
    }

    [Fact]
    public void The_most_severe_rule_wins_and_its_words_go_to_the_agent()
    {
        var policy = TestRules.Load(
            """
            version: 1
            commands:
              - { id: allow, when: { command: [rm, mv] }, then: allow, tags: [t1], notify: [chat] }
              - { id: approve, when: { command: [rm, mv] }, then: approve, message: a person looks, tags: [t2], mask: [card] }
              - { id: deny, when: { command: rm }, then: deny, message: not here, hint: use mv, tags: [t3], wait: refuse, record: { input: false } }
              - { id: settings, when: { environment: staging }, mask: [email, card], record: { input: true }, tags: [t4] }
              - { id: elsewhere, when: { environment: production }, mask: [phone], tags: [t5] }
            """);
        var verdict = TestPolicy.Ask("rm x", policy: policy);
        Assert.Equal((VerdictKind.Deny, "not here", "use mv"), (verdict.Kind, verdict.Message, verdict.Hint));
        Assert.Equal(["deny"], verdict.Rules);
        Assert.Equal(["t1", "t2", "t3", "t4"], verdict.Tags);
        Assert.Equal(["card", "email"], verdict.Settings.Mask);
        Assert.Equal(["chat"], verdict.Settings.Notify);
        Assert.True(verdict.Settings.RecordInput);
        Assert.Equal(WaitMode.Refuse, verdict.Settings.Wait);
        verdict = TestPolicy.Ask("mv a b", policy: policy);
        Assert.Equal((VerdictKind.RequireApproval, "a person looks", (string?)null), (verdict.Kind, verdict.Message, verdict.Hint));
        Assert.Equal(WaitMode.Hold, verdict.Settings.Wait);
        Assert.Equal(["card", "email", "phone"], policy.References.MaskDetectors);
        Assert.Equal(["chat"], policy.References.NotifyChannels);
        Assert.Equal(["sshgate-approvers"], policy.References.ApproverGroups);
    }
}

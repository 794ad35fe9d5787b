using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Policy.Tests.Rules;

/// <summary>What holds for every policy and every request.</summary>
public sealed class PolicyLawTests
{
    private static readonly string[] Conditions =
    [
        "risk: read", "risk: [write, destructive]", "not: { risk: opaque }", "command: [rm, ls, systemctl]", "command: '*'", "arguments: '.*app.*'",
        "paths: '/srv/app/*'", "paths: '*'", "operands: over 1", "amount: { pattern: '([0-9]+)', value: over 5 }", "line: 'ls -l /srv/app'",
        "history: { new-command: true }", "history: { new-line: false }", "history: { per-minute: over 5 }", "not: { history: { per-hour: over 5 } }",
        "redirections: '/tmp/*'", "command-count: over 1", "any: [{ command: rm }, { history: { new-line: true } }]", "environment: staging",
        "intent: true", "context: forward", "context: [exec, files]", "not: { paths: '/etc/*' }", "destination: '*:443'", "terminal: false",
    ];

    private static readonly (string Line, CommandContext Context)[] Lines =
    [
        ("ls -l /srv/app", CommandContext.Exec), ("rm -rf /srv/app/a /etc/b", CommandContext.Exec), ("systemctl restart app", CommandContext.Exec),
        ("rm \"$x\" > /tmp/y", CommandContext.Exec), ("$x", CommandContext.Exec), ("cd /etc && rm b; ls", CommandContext.Shell), ("(", CommandContext.Exec),
        ("sftp write /srv/app/a", CommandContext.Files), ("sftp read /srv/app/a", CommandContext.Files), ("forward tcp a.example:443", CommandContext.Forward),
        ("SELECT 1 LIMIT 9", CommandContext.Psql), ("DROP TABLE a", CommandContext.Psql), ("GET a", CommandContext.Redis), ("import os", CommandContext.Python),
        ("bash", CommandContext.Exec), ("touch /srv/app/x --size=9", CommandContext.Exec),
    ];

    private static readonly RequestHistory History = new()
    {
        CommandsLastMinute = 3,
        CommandsLastHour = 9,
        HeldLastHour = 0,
        RejectedLastHour = 0,
        KnownCommands = new HashSet<string> { "ls", "rm", "sftp-read", "systemctl" },
        IsKnownLine = true,
        IsFirstConnection = false,
        RuleUsesLastHour = new Dictionary<string, int>(),
    };

    private static Gen<List<(string When, string Then)>> RulesOf(params string[] outcomes) =>
        Gen.Elements(Conditions).SelectMany(when => Gen.Elements(outcomes).Select(then => (when, then))).ListOf().Select(list => list.Take(6).ToList());

    private static PolicyDocument Policy(IEnumerable<(string When, string Then)> rules, string otherwise) => TestRules.Load(
        $"version: 1\ndefaults: {{ command: {otherwise} }}\ncommands:\n"
        + string.Concat(rules.Select((rule, i) => $"  - {{ id: r{i}, when: {{ {rule.When} }}, then: {rule.Then} }}\n"))
        + """
          delegations:
            - name: d
              owner: o
              who: { principal: "agent@*" }
              classes: [{ command: systemctl, arguments: "restart app" }, { command: rm, paths: "/srv/*" }]
              from: 2026-01-01
              until: 2026-03-01
              per-hour: 5
          """);

    private static IEnumerable<CommandRequest> Requests(RequestHistory? history) => Lines.Select(line =>
        TestPolicy.Request(TestPolicy.Parse(line.Line, line.Context)) with { History = history });

    [Fact]
    public void One_more_rule_that_denies_or_holds_makes_no_answer_milder()
    {
        var generator = RulesOf("allow", "approve", "deny").SelectMany(rules => Gen.Elements(Conditions)
            .SelectMany(when => Gen.Elements("deny", "approve").Select(then => (Rules: rules, More: (when, then)))));
        Prop.ForAll(
            generator.ToArbitrary(),
            one =>
            {
                // Where nothing fits, a default that denies gives way to a rule that asks: that is what the rule is for.
                foreach (var otherwise in one.More.then == "deny" ? (string[])["allow", "approve", "deny"] : ["allow", "approve"])
                {
                    var (before, after) = (Policy(one.Rules, otherwise), Policy(one.Rules.Append(one.More), otherwise));
                    foreach (var history in (RequestHistory?[])[null, History])
                    {
                        foreach (var request in Requests(history).Where(request => one.More.then == "deny" || request.Command.Context != CommandContext.Forward))
                        {
                            Assert.True(after.Evaluate(request).Kind <= before.Evaluate(request).Kind);
                        }
                    }
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Less_knowledge_allows_nothing_more()
    {
        Prop.ForAll(
            RulesOf("allow", "approve", "deny").ToArbitrary(),
            rules =>
            {
                foreach (var otherwise in (string[])["approve", "deny"])
                {
                    var policy = Policy(rules, otherwise);
                    foreach (var request in Requests(null))
                    {
                        // Whatever the history turns out to be, what is allowed without it is allowed with it.
                        if (policy.Evaluate(request).Kind == VerdictKind.Allow)
                        {
                            Assert.Equal(VerdictKind.Allow, policy.Evaluate(request with { History = History }).Kind);
                            Assert.Equal(
                                VerdictKind.Allow,
                                policy.Evaluate(request with { History = History with { CommandsLastMinute = 900, CommandsLastHour = 900, IsKnownLine = false, KnownCommands = new HashSet<string>() } }).Kind);
                        }
                    }
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Without_a_rule_that_allows_nothing_runs()
    {
        Prop.ForAll(
            RulesOf("approve", "deny").ToArbitrary(),
            rules =>
            {
                var policy = TestRules.Load("version: 1\ncommands:\n" + string.Concat(rules.Select((rule, i) => $"  - {{ id: r{i}, when: {{ {rule.When} }}, then: {rule.Then} }}\n")));
                Assert.All(Requests(History), request => Assert.NotEqual(VerdictKind.Allow, policy.Evaluate(request).Kind));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Every_answer_can_be_explained_and_the_explanation_agrees()
    {
        Prop.ForAll(
            RulesOf("allow", "approve", "deny").ToArbitrary(),
            rules =>
            {
                var policy = Policy(rules, "approve");
                foreach (var request in Requests(History))
                {
                    var explanation = policy.Explain(request);
                    Assert.DoesNotContain("error", explanation.Verdict.Rules);
                    Assert.Equal(policy.Evaluate(request).Kind, explanation.Verdict.Kind);
                    Assert.Equal(explanation.Verdict.Rules.Where(rule => rule != "default").Order(), explanation.Rules.Where(rule => rule.Decides).Select(rule => rule.Id).Order());
                    Assert.All(explanation.Rules.Where(rule => rule.Decides), rule => Assert.NotEqual(false, rule.Fits));
                    Assert.All(explanation.Rules.Where(rule => rule.Fits == false), rule => Assert.True(rule.Note is not null || rule.Conditions.Any(one => one.Holds != true)));
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Any_text_is_a_policy_or_a_list_of_faults()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>(),
            text =>
            {
                var load = PolicyDocument.Load(text ?? "", "p");
                Assert.True(load.Document is null == load.Errors.Count > 0);
            }).QuickCheckThrowOnFailure();
        var pieces = Gen.Elements("version: 1", "\n", " ", "commands:", "- ", "id: a", "then: deny", "{", "}", "[", "]", "&a", "*a", "when:", "not:", ": ", "'", "\t", "%", "|", ">").ListOf();
        Prop.ForAll(
            pieces.Select(string.Concat).ToArbitrary(),
            text => Assert.True(PolicyDocument.Load(text, "p") is var load && load.Document is null == load.Errors.Count > 0)).QuickCheckThrowOnFailure();
    }
}

using System.Diagnostics;
using System.Globalization;

namespace SshGate.Policy.Tests.Rules;

public sealed class LoaderTests
{
    private const string Rule = "version: 1\ncommands:\n  - id: a\n    then: approve\n    ";
    private const string When = "version: 1\ncommands:\n  - id: a\n    then: deny\n    when: ";
    private const string Delegation =
        "version: 1\ndelegations:\n  - name: d\n    owner: o\n    who: { principal: p }\n    classes: [{ command: rm, paths: /tmp/x }]\n    from: 2026-01-01\n    until: 2026-03-31\n    ";

    [Theory]
    [InlineData("version: 1\nversion: 1", 2, 1, "uplicate")]
    [InlineData("version: 1\ncommands: &a []", 2, 11, "anchors")]
    [InlineData("version: 1\ntests: [*a]", 2, 9, "anchors")]
    [InlineData("version: 1\ncommands: !!seq []", 2, 11, "tags")]
    [InlineData("version: 1\n---\nversion: 1", 1, 1, "one YAML document")]
    [InlineData("[]", 1, 1, "keys and values")]
    [InlineData("version: 1\nfoo: 1", 2, 1, "known are version, include")]
    [InlineData("version: 1\ndefaults: { forward: allow }", 2, 22, "context: forward")]
    [InlineData("version: 1\ndefaults: { zone: Nowhere/Land }", 2, 19, "time zone")]
    [InlineData("version: 1\ndefaults: { approve: nobody }", 2, 22, "there are no 'approvals:'")]
    [InlineData("version: 1\ninclude: [\"pack:nothing\"]", 2, 11, "pack:sox")]
    [InlineData("version: 1\ninclude: [\"pack:sox@99\"]", 2, 11, "version 1 of 'sox'")]
    [InlineData("version: 1\ninclude: [\"pack:sox\", \"pack:sox\"]", 2, 23, "twice")]
    [InlineData("version: 1\ninclude: [other.yaml]", 2, 11, "expected pack:NAME")]
    [InlineData("version: 1\napprovals: { deny: { count: 1 } }", 2, 20, "cannot be a name")]
    [InlineData("version: 1\napprovals: { a: { approvers: [] } }", 2, 30, "empty list")]
    [InlineData("version: 1\napprovals: { a: { approvers: [''] } }", 2, 31, "1 to 256")]
    [InlineData("version: 1\napprovals: { a: { count: 21 } }", 2, 26, "1 to 20")]
    [InlineData("version: 1\napprovals: { a: { stages: [] } }", 2, 27, "1 to 8")]
    [InlineData("version: 1\napprovals: { a: { count: 1, stages: [{ approvers: a }] } }", 2, 37, "beside")]
    [InlineData("version: 1\napprovals: { a: { stages: [{ name: x }] } }", 2, 28, "who decides")]
    [InlineData("version: 1\napprovals: { a: { expires: 31d } }", 2, 28, "at most 30d")]
    [InlineData("version: 1\napprovals: { a: { expires: 1h, escalate: { after: 2h, to: x } } }", 2, 42, "before the request expires")]
    [InlineData("version: 1\napprovals: { a: { expires: 1h, service-level: 2h } }", 2, 47, "later than")]
    [InlineData("version: 1\napprovals: { a: { fallback: allow } }", 2, 29, "pre-approved")]
    [InlineData("version: 1\ncalendars: { c: [soon] }", 2, 18, "2026-12-25")]
    [InlineData("version: 1\ncalendars: { c: [2026-02-30] }", 2, 18, "2026-12-25")]
    [InlineData("version: 1\ncommands: [{ id: a }]", 2, 12, "then: expected")]
    [InlineData("version: 1\ncommands: [{ id: default, then: deny }]", 2, 18, "used twice")]
    [InlineData("version: 1\ncommands: [{ id: 'a b', then: deny }]", 2, 18, "letters, digits")]
    [InlineData("version: 1\ncommands: [{ id: a, then: allow, approve: { count: 1 } }]", 2, 43, "only a rule with 'then: approve'")]
    [InlineData("version: 1\ncommands: [{ id: a, then: deny, delegable: false }]", 2, 44, "only a rule with 'then: approve'")]
    [InlineData("version: 1\ncommands: [{ id: a, then: allow, message: hello }]", 2, 43, "denied or waits")]
    [InlineData("version: 1\ncommands: [{ id: a, then: deny, message: \"a\\nb\" }]", 2, 42, "one line")]
    [InlineData("version: 1\ncommands: [{ id: a, then: deny, wait: forever }]", 2, 39, "hold, refuse")]
    [InlineData("version: 1\ncommands: [{ id: a, then: deny, record: { output: true } }]", 2, 43, "known are input")]
    [InlineData(Rule + "approve: { profile: x }", 5, 25, "there are no 'approvals:'")]
    [InlineData(When + "{}", 5, 11, "no conditions")]
    [InlineData(When + "{ risk: terrible }", 5, 19, "destructive")]
    [InlineData(When + "{ context: nowhere }", 5, 22, "forward")]
    [InlineData(When + "{ terminal: yes }", 5, 23, "true or false")]
    [InlineData(When + "{ source: 300.0.0.0/8 }", 5, 21, "network")]
    [InlineData(When + "{ destination: db1 }", 5, 26, "host:port")]
    [InlineData(When + "{ destination: 'db1:0' }", 5, 26, "host:port")]
    [InlineData(When + "{ operands: many }", 5, 23, "over 5")]
    [InlineData(When + "{ operands: 5 to 4 }", 5, 23, "over 5")]
    [InlineData(When + "{ amount: { pattern: 'x' } }", 5, 21, "'pattern' and 'value'")]
    [InlineData(When + "{ amount: { pattern: 'x', value: 1 } }", 5, 32, "one group")]
    [InlineData(When + "{ arguments: '(a{1000}){1000}' }", 5, 24, "repetitions")]
    [InlineData(When + "{ arguments: 'a{99999999999}' }", 5, 24, "repetitions")]
    [InlineData(When + "{ arguments: '(?=a)b' }", 5, 24, "backtracking")]
    [InlineData(When + "{ history: { per-day: 5 } }", 5, 24, "per-hour")]
    [InlineData(When + "{ any: [] }", 5, 18, "empty list")]
    [InlineData(When + "{ not: { foo: 1 } }", 5, 20, "unknown key 'foo'")]
    [InlineData(When + "{ not: { not: { not: { not: { not: { risk: read } } } } } }", 5, 46, "nested deeper")]
    [InlineData(When + "{ time: { days: [monday] } }", 5, 28, "mon, tue")]
    [InlineData(When + "{ time: { from: '8:00' } }", 5, 27, "08:00")]
    [InlineData(When + "{ time: { from: '08:00', to: '08:00' } }", 5, 19, "the same")]
    [InlineData(When + "{ time: { dates: holidays } }", 5, 28, "'calendars:'")]
    [InlineData("version: 1\nconnections: [{ id: a, then: deny, when: { history: { new-line: true } } }]", 2, 55, "first-connection")]
    [InlineData("version: 1\nthresholds: [{ id: a }]", 2, 14, "environments")]
    [InlineData("version: 1\nthresholds: [{ id: a, environments: { p: { wild: allow } } }]", 2, 44, "unknown key 'wild'")]
    [InlineData("version: 1\nthresholds: [{ id: a, environments: { p: { read: routine } } }]", 2, 50, "no profile 'routine'")]
    [InlineData("version: 1\ntests: [{ line: ls }]", 2, 9, "expect")]
    [InlineData("version: 1\ntests: [{ line: ls, expect: allow, at: never }]", 2, 40, "2026-01-05")]
    [InlineData(Delegation + "until: 2026-04-01", 9, 5, "uplicate")]
    [InlineData(Delegation + "fallback: maybe", 9, 15, "true or false")]
    [InlineData(Delegation + "per-hour: 0", 9, 15, "1 to 10000")]
    public void A_fault_is_located_and_explained(string yaml, int line, int column, string words)
    {
        var load = PolicyDocument.Load(yaml, "p.yaml");
        Assert.Null(load.Document);
        Assert.Contains(load.Errors, error => error.Line == line && error.Column == column && error.Message.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("until: 2026-03-31", "until: 2026-04-01", "at most 90 days")]
    [InlineData("    until: 2026-03-31\n", "", "until: a pre-approval has")]
    [InlineData("    from: 2026-01-01\n", "", "from: a pre-approval has")]
    [InlineData("    owner: o\n", "", "owner: a pre-approval has")]
    [InlineData("{ principal: p }", "{ principal: '*' }", "nobody in particular")]
    [InlineData("{ principal: p }", "{ target: x }", "unknown key 'target'")]
    [InlineData("command: rm, paths: /tmp/x", "command: rm", "'command' with 'arguments' or 'paths'")]
    [InlineData("command: rm, paths: /tmp/x", "arguments: x", "'command' with 'arguments' or 'paths'")]
    [InlineData("command: rm, paths: /tmp/x", "command: rm, paths: '*'", "covers everything")]
    [InlineData("command: rm, paths: /tmp/x", "command: rm, paths: '/*'", "covers everything")]
    [InlineData("command: rm, paths: /tmp/x", "command: rm, arguments: '.*'", "accepts everything")]
    [InlineData("command: rm, paths: /tmp/x", "command: rm, arguments: '[^;]+.*'", "accepts everything")]
    [InlineData("command: rm, paths: /tmp/x", "command: 'r*', paths: /tmp/x", "without wildcards")]
    [InlineData("command: rm, paths: /tmp/x", "command: nobody-knows, paths: /tmp/x", "not in the command table")]
    [InlineData("command: rm, paths: /tmp/x", "command: bash, arguments: '-c x'", "interpreters and wrappers")]
    [InlineData("command: rm, paths: /tmp/x", "command: python3, arguments: 'x.py'", "interpreters and wrappers")]
    [InlineData("command: rm, paths: /tmp/x", "command: sudo, arguments: 'ls'", "interpreters and wrappers")]
    [InlineData("command: rm, paths: /tmp/x", "command: psql, arguments: 'x'", "interpreters and wrappers")]
    [InlineData("command: rm, paths: /tmp/x", "command: ssh-agent, arguments: 'x'", "command: 'ssh-agent'")]
    [InlineData("command: rm, paths: /tmp/x", "command: vim, arguments: 'x'", "interpreters and wrappers")]
    [InlineData("command: rm, paths: /tmp/x", "line: 'bash x.sh'", "never approved in advance")]
    [InlineData("command: rm, paths: /tmp/x", "line: 'bash'", "never approved in advance")]
    [InlineData("command: rm, paths: /tmp/x", "line: 'rm \"$(cat x)\"; $y'", "never approved in advance")]
    [InlineData("command: rm, paths: /tmp/x", "line: 'rm x', command: rm", "stands alone")]
    [InlineData("[{ command: rm, paths: /tmp/x }]", "[]", "approves nothing")]
    public void A_pre_approval_that_is_not_bounded_is_refused(string from, string to, string words)
    {
        Assert.Empty(PolicyDocument.Load(Delegation, "p").Errors);
        var load = PolicyDocument.Load(Delegation.Replace(from, to, StringComparison.Ordinal), "p.yaml");
        Assert.Null(load.Document);
        Assert.Contains(load.Errors, error => error.Message.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("version: 1\ncommands: [{ id: d, then: deny }, { id: a, when: { risk: read }, then: allow }]", 2, "'a' never decides: 'd'")]
    [InlineData("version: 1\ncommands: [{ id: d, when: { environment: [p, q] }, then: deny }, { id: a, when: { environment: p, risk: read }, then: allow }]", 2, "'a' never decides: 'd'")]
    [InlineData("version: 1\ncommands: [{ id: d, when: { not: { environment: p } }, then: deny }, { id: a, when: { not: { environment: [p, q] } }, then: allow }]", 2, "'a' never decides: 'd'")]
    [InlineData("version: 1\ncommands: [{ id: d, when: { operands: over 2 }, then: deny }, { id: a, when: { operands: over 5 }, then: approve }]", 2, "'a' never decides: 'd'")]
    [InlineData("version: 1\ncommands: [{ id: a, when: { risk: read }, then: allow }, { id: b, when: { risk: read }, then: allow }]", 2, "'b' adds nothing: 'a'")]
    [InlineData("version: 1\ncommands: [{ id: a, when: { risk: opaque }, then: allow }]", 2, "only by its exact 'line'")]
    [InlineData("version: 1\ncommands: [{ id: a, when: { destination: 'x:1' }, then: allow }]", 2, "'context: forward'")]
    [InlineData("version: 1\ncommands: [{ id: a, when: { context: exec, destination: 'x:1' }, then: deny }]", 2, "only a forward has")]
    [InlineData("version: 1\ncommands: [{ id: a, when: { environment: p, not: { environment: p } }, then: deny }]", 2, "its opposite")]
    [InlineData("version: 1\ndefaults: { command: allow }", 1, "everything pass")]
    [InlineData("version: 1", 1, "nobody can connect")]
    [InlineData("version: 1\napprovals: { a: { count: 1 } }", 1, "nothing uses 'a'")]
    [InlineData("version: 1\ncalendars: { a: [2026-01-01] }", 1, "nothing uses 'a'")]
    public void What_is_hardly_meant_is_a_warning(string yaml, int line, string words)
    {
        var load = PolicyDocument.Load(yaml, "p.yaml");
        Assert.NotNull(load.Document);
        Assert.Contains(load.Warnings, warning => warning.Line == line && warning.Message.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("commands: [{ id: d, when: { environment: p }, then: deny }, { id: a, when: { environment: '*' }, then: allow }]")]
    [InlineData("commands: [{ id: d, when: { risk: read }, then: allow }, { id: a, when: { risk: read, command: ls }, then: deny }]")]
    [InlineData("commands: [{ id: d, when: { not: { environment: [p, q] } }, then: deny }, { id: a, when: { not: { environment: p } }, then: allow }]")]
    [InlineData("commands: [{ id: a, when: { risk: write }, then: approve }, { id: b, when: { risk: write }, then: approve, approve: { count: 2 } }]")]
    public void Rules_that_each_decide_something_are_no_warning(string rules)
    {
        var load = PolicyDocument.Load($"version: 1\nconnections: [{{ id: c, then: allow }}]\n{rules}", "p.yaml");
        Assert.Empty(load.Errors);
        Assert.Empty(load.Warnings);
    }

    [Fact]
    public void Deep_and_large_files_are_refused_at_once()
    {
        var time = Stopwatch.StartNew();
        Assert.Contains("nested deeper", PolicyDocument.Load("a: " + new string('[', 100_000), "p").Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("entries", PolicyDocument.Load("a: [" + string.Join(',', Enumerable.Repeat("a", 200_000)) + "]", "p").Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("longer", PolicyDocument.Load(new string(' ', (1 << 20) + 1), "p").Errors[0].Message, StringComparison.Ordinal);
        var rules = string.Concat(Enumerable.Range(0, 2001).Select(i => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, then: deny }}\n")));
        Assert.Contains(PolicyDocument.Load("version: 1\ncommands:\n" + rules, "p").Errors, error => error.Message.Contains("2001 rules", StringComparison.Ordinal));
        Assert.Contains(
            PolicyDocument.Load(When + $"{{ command: {new string('a', 2000)} }}", "p").Errors,
            error => error.Message.Contains("longer than 1024", StringComparison.Ordinal));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(60), "a hostile file costs little");
    }

    [Fact]
    public void A_file_of_tests_is_read_as_strictly()
    {
        var (tests, errors) = PolicyTest.Load("tests: [{ line: ls, expect: allow, unknown: 1 }]", "t.yaml");
        Assert.Single(tests);
        Assert.Contains("unknown key 'unknown'", Assert.Single(errors).ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(PolicyTest.Load("foo: 1", "t.yaml").Errors);
        Assert.NotEmpty(PolicyTest.Load("tests: &a [*a]", "t.yaml").Errors);
    }
}

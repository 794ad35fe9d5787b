using System.Diagnostics;
using System.Globalization;

namespace SshGate.Policy.Tests.Rules;

/// <summary>A hostile line against a long policy costs a bounded time.</summary>
public sealed class WorkTests
{
    private static readonly PolicyDocument Policy = TestRules.Load(
        "version: 1\ncommands:\n" + string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"  - {{ id: p{i}, when: {{ paths: ['/srv/{i}/*', '*/{i}.pem'], not: {{ redirections: '/tmp/*' }}, arguments: '.*(a|b)*{i}.*' }}, then: deny }}\n"))));

    public static TheoryData<string, string> Lines => new()
    {
        { "many words", "rm " + string.Concat(Enumerable.Range(0, 4000).Select(i => string.Create(CultureInfo.InvariantCulture, $"d{i % 7}/../f{i} "))) },
        { "many commands", string.Concat(Enumerable.Repeat("cd a; touch b > c; ", 900)) },
        { "one long word", "rm /" + string.Concat(Enumerable.Repeat("a/../", 12000)) },
        { "many directories", string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"(cd d{i}; rm x); "))) },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_long_line_is_answered_in_time(string name, string line)
    {
        var time = Stopwatch.StartNew();
        var verdict = TestPolicy.Ask(line, policy: Policy);
        Assert.NotEqual(VerdictKind.Allow, verdict.Kind);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(60), $"{name}: {time.Elapsed}");
    }
}

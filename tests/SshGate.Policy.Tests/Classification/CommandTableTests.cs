using System.Text.RegularExpressions;

namespace SshGate.Policy.Tests.Classification;

/// <summary>The table that comes with the program, and the rows that a policy adds.</summary>
public sealed partial class CommandTableTests
{
    [Fact]
    public void No_name_stands_twice_in_the_table()
    {
        var names = Lines("commands.txt").Where(line => line.Length > 0 && line[0] != '#').SelectMany(line => line.Split(' ')[0].Split(','));
        Assert.Empty(names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void The_examples_of_the_manual_are_true()
    {
        var text = string.Join('\n', Lines("policy-commands.md"));
        var policy = PolicyDocument.Load(Example().Match(text).Groups[1].Value + "\ncommands:\n  - { id: read, when: { risk: read }, then: allow }\n", "manual");
        Assert.Empty(policy.Errors);
        var rows = Row().Matches(text);
        Assert.Equal(10, rows.Count);
        Assert.All(rows, row => Assert.Equal(
            row.Groups[2].Value == "yes",
            TestPolicy.Evaluate(row.Groups[1].Value, ShellDialect.Posix, policy.Document).Kind == VerdictKind.Allow));
    }

    [Theory]
    [InlineData("x", "expected names and a kind")]
    [InlineData("x reads", "unknown kind 'reads'")]
    [InlineData("x read nope:1", "unknown condition 'nope:1'")]
    [InlineData("x read operand:(", "bad condition 'operand:('")]
    [InlineData("x read risk:huge", "unknown condition 'risk:huge'")]
    public void A_bad_row_is_named_with_its_place(string row, string expected)
    {
        var load = PolicyDocument.Load($"version: 1\ntable:\n  - \"ls read\"\n  - \"{row}\"\n", "p.yaml");
        Assert.Null(load.Document);
        var error = Assert.Single(load.Errors);
        Assert.Equal((4, 5), (error.Line, error.Column));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static List<string> Lines(string name)
    {
        var assembly = name.EndsWith(".md", StringComparison.Ordinal) ? typeof(CommandTableTests).Assembly : typeof(PolicyDocument).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return [.. reader.ReadToEnd().Split('\n')];
    }

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| `([^`]+)` \| (yes|no)( \||:)", RegexOptions.Multiline)]
    private static partial Regex Row();
}

using System.Text.RegularExpressions;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>Commands that print an integer or nothing, so that arithmetic on what they print runs nothing.</summary>
internal static partial class NumericOutput
{
    /// <summary>Whether the last command of a list that is one pipeline prints no more than a number.</summary>
    public static bool PrintsNumber(CommandList body, IReadOnlyCollection<string> functions)
    {
        if (body.Items is not [{ IsBackground: false, Pipelines: [{ Commands: [.., SimpleCommand { Assignments.Count: 0 } command] pipeline }] }]
            || command.Words.Any(word => word.Parts is not [LiteralPart or QuotedPart]) || command.Redirections.Any(IsError))
        {
            return false;
        }

        var words = command.Words.Select(word => word.Parts[0] is LiteralPart literal ? literal.Text : ((QuotedPart)word.Parts[0]).Text).ToList();
        var readsInput = pipeline.Count > 1 || command.Redirections.Any(redirection => redirection.Kind is RedirectionKind.Input && redirection.Descriptor is null or "0");
        return words.Count > 0 && !functions.Contains(words[0]) && words[0] switch
        {
            "date" => words.Count == 2 && NumberFormat().IsMatch(words[1]),
            "wc" => words is [_, "-l" or "-c" or "-w" or "-m"] && readsInput,
            "grep" or "egrep" or "fgrep" => words.Exists(word => word is "-c" or "-ci" or "-ic" or "-cv" or "-vc" or "-cE" or "-Ec") && readsInput
                && words.Count(word => word[..Math.Min(1, word.Length)] != "-") == 2 && !words.Exists(word => word is "-H" or "-e" or "-f"),
            "pgrep" => words.Contains("-c") || words.Contains("--count"),
            "nproc" => words.Count == 1,
            "id" => words is [_, "-u" or "-g"] || words is [_, "-u" or "-g", not ['-', ..]],
            "stat" => words is [_, "-c", "%s" or "%Y" or "%h" or "%i" or "%u" or "%g" or "%b", not ['-', ..]],
            _ => false,
        };
    }

    /// <summary>Whether a redirection brings other text, such as messages, into what is printed.</summary>
    private static bool IsError(Redirection redirection) => redirection.Kind is not RedirectionKind.Input
        && !(redirection is { Descriptor: "2", Target.Parts: [LiteralPart { Text: "/dev/null" }] });

    [GeneratedRegex(@"^\+(%-?[sYmdHMSjNyuw])+$", RegexOptions.NonBacktracking)]
    private static partial Regex NumberFormat();
}

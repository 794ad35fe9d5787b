using System.Text;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>The words that conditions on commands look at.</summary>
internal static class CommandText
{
    /// <summary>Whether the element is a command at all, not a redirection or a fault of the line.</summary>
    public static bool HasCommand(Facts facts) => facts.Element?.Use is not null || facts.IsStatement;

    /// <summary>The arguments joined by blanks, or the whole statement; null when one of them cannot be known.</summary>
    public static string? Of(Facts facts) =>
        facts.Element?.Use is { } use ? use.Text : facts.IsStatement ? Statement(facts.Command!) : null;

    /// <summary>The names of what runs: of one command, or of the statements of a line; <c>?</c> is not known.</summary>
    public static IReadOnlyList<string> Names(Facts facts) =>
        facts.Element?.Use is { } use ? [use.Name] : facts.IsStatement ? facts.Analysis?.Effective ?? [] : [];

    /// <summary>The operands: arguments that are no options; null when there is one that is not known.</summary>
    public static IReadOnlyList<string>? Operands(Facts facts)
    {
        if (facts.Element?.Use is not { } use || use.Arguments.Contains(null))
        {
            return null;
        }

        var end = use.Arguments.ToList().IndexOf("--");
        return [.. use.Arguments.Where((word, index) => (end >= 0 && index > end) || (index != end && (word == "-" || !word!.StartsWith('-')))).Select(word => word!)];
    }

    private static string? Statement(CommandRequest request)
    {
        try
        {
            return string.Join(' ', new UTF8Encoding(false, true).GetString(request.Command.Source.Span)
                .Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd(';', ' ');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

using System.Buffers;
using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Scripts;

/// <summary>Words that are what they say in every shell: no expansion, no glob, no brace, no tilde.</summary>
internal static class LiteralWord
{
    private static readonly SearchValues<char> Special = SearchValues.Create("*?[]{}~=^#!$`\\<>()|&;");
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:+@%");

    /// <summary>The text of the word after quote removal; null when it is not literal, or empty and unquoted.</summary>
    public static string? TextOf(Word word)
    {
        var text = new StringBuilder();
        return AddParts(word.Parts, text, isQuoted: false) ? text.ToString() : null;
    }

    /// <summary>The text as one word of every POSIX shell.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Plain)
            ? text
            : ShellQuoting.Quote(text);

    private static bool AddParts(IReadOnlyList<WordPart> parts, StringBuilder text, bool isQuoted)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case LiteralPart literal when isQuoted || !literal.Text.AsSpan().ContainsAny(Special):
                    text.Append(literal.Text);
                    break;
                // $'…' is not read alike by all shells.
                case QuotedPart quoted when quoted.Kind != QuoteKind.AnsiC:
                    text.Append(quoted.Text);
                    break;
                case DoubleQuotedPart { IsLocalized: false } inner when AddParts(inner.Parts, text, isQuoted: true):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}

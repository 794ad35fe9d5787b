using System.Globalization;
using System.Text.RegularExpressions;

namespace SshGate.Cli.Identity;

/// <summary>What OpenSSH asks its askpass helper for, and which piece of the token answers it.</summary>
internal static partial class AskpassPrompt
{
    /// <summary>OpenSSH's <c>readpass.c</c> keeps 1023 bytes of an answer and drops the rest without a word.</summary>
    public const int PieceBytes = 1023;

    /// <summary>Finds the piece that answers the prompt; false when the token is no answer to it.</summary>
    public static bool TryAnswer(string prompt, ReadOnlySpan<byte> token, out ReadOnlySpan<byte> piece)
    {
        var text = Prefix().Replace(prompt, "");
        var match = Part().Match(text);
        if (!match.Success && !AsksForToken(text))
        {
            piece = default;
            return false;
        }

        var part = match.Success ? int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        var start = Math.Min((part - 1) * PieceBytes, token.Length);
        piece = token[start..Math.Min(start + PieceBytes, token.Length)];
        return true;
    }

    /// <summary>The password method has one answer only: a longer token would arrive cut.</summary>
    public static bool IsSingleAnswer(string prompt) => prompt.TrimEnd().EndsWith("'s password:", StringComparison.Ordinal);

    private static bool AsksForToken(string text) =>
        (text.Contains("password", StringComparison.OrdinalIgnoreCase) || text.Contains("token", StringComparison.OrdinalIgnoreCase))
        && !text.Contains("passphrase", StringComparison.OrdinalIgnoreCase)
        && !text.Contains("yes/no", StringComparison.OrdinalIgnoreCase);

    /// <summary>OpenSSH puts "(user@host) " before a prompt that a server chose.</summary>
    [GeneratedRegex(@"^\([^()\s]*\) ")]
    private static partial Regex Prefix();

    /// <summary>"Token part 2:", "Password (access token, part 2):"</summary>
    [GeneratedRegex(@"\btoken,? part ([1-9][0-9]?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SshGate.Policy.Classification;
using SshGate.Policy.Parsing;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Files;

/// <summary>
/// Words of the texts that the gate itself writes for what is no command: quoted as a shell would, each word in exactly one
/// way, so that two different operations never read the same.
/// </summary>
internal static class CanonicalWords
{
    private const string Bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+=,-[]";

    /// <summary>A path is one line for the one who decides: no line feed, no tabulator either.</summary>
    public static bool HasUnsafeCharacter(string text) => text.HasAnyOf("\n\t") || TextInspection.IsUnsafe(text);

    /// <summary>The word for these bytes.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = SourceText.DecodeStrict(bytes);
        if (text is null || text.StartsWith('-') || HasUnsafeCharacter(text))
        {
            return Escaped(bytes);
        }

        return text.Length > 0 && text.AsSpan().AreAllOf(Bare)
            ? text
            : ShellQuoting.Quote(text);
    }

    /// <summary>Takes the next word and the blank after it off the front; false where <see cref="Quote"/> cannot have written it.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? word)
    {
        word = null;
        var bytes = new List<byte>();
        var rest = text;
        while (rest.Length > 0 && rest[0] != ' ')
        {
            if (!TryTakePiece(ref rest, bytes))
            {
                return false;
            }
        }

        var quoted = text[..^rest.Length];
        var result = bytes.ToArray();
        if (!quoted.SequenceEqual(Quote(result)))
        {
            return false;
        }

        text = rest.Length > 0 ? rest[1..] : rest;
        word = result;
        return true;
    }

    private static bool TryTakePiece(ref ReadOnlySpan<char> rest, List<byte> bytes)
    {
        if (rest.StartsWith("$'"))
        {
            return TryTakeEscaped(ref rest, bytes);
        }

        if (rest[0] == '\'')
        {
            var end = rest[1..].IndexOf('\'');
            if (end < 0)
            {
                return false;
            }

            bytes.AddRange(Encoding.UTF8.GetBytes(rest.Slice(1, end).ToString()));
            rest = rest[(end + 2)..];
            return true;
        }

        if (rest.StartsWith("\\'"))
        {
            bytes.Add((byte)'\'');
            rest = rest[2..];
            return true;
        }

        if (!Bare.Contains(rest[0], StringComparison.Ordinal))
        {
            return false;
        }

        bytes.Add((byte)rest[0]);
        rest = rest[1..];
        return true;
    }

    private static bool TryTakeEscaped(ref ReadOnlySpan<char> rest, List<byte> bytes)
    {
        rest = rest[2..];
        while (rest.Length > 0 && rest[0] != '\'')
        {
            if (rest.StartsWith("\\x") && rest.Length >= 4 && byte.TryParse(rest.Slice(2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                rest = rest[4..];
            }
            else if (rest[0] is >= ' ' and <= '~' and not '\\')
            {
                bytes.Add((byte)rest[0]);
                rest = rest[1..];
            }
            else
            {
                return false;
            }
        }

        if (rest.Length == 0)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static string Escaped(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("$'");
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = (char)bytes[i];
            _ = c is < ' ' or > '~' or '\'' or '\\' || (i == 0 && c == '-')
                ? text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[i]:x2}")
                : text.Append(c);
        }

        return text.Append('\'').ToString();
    }
}

namespace SshGate.Recording.Masking;

/// <summary>Finds the armour of private keys (RFC 7468), which spans lines and so cannot wait in a buffer.</summary>
internal static class PrivateKeyBlock
{
    /// <summary>No armour is longer; what follows a begin without an end for longer than this is other text.</summary>
    public const int MaxLength = 64 * 1024;

    private const string Begin = "-----BEGIN ";
    private const string BeginEnd = "PRIVATE KEY-----";
    private const string End = "-----END ";

    /// <summary>The longest line of armour; a longer one is none.</summary>
    private const int MaxLine = 80;

    /// <summary>Where a complete begin line starts, and where it ends; null when there is none.</summary>
    public static (int Start, int End)? FindBegin(string text, int from)
    {
        for (var at = text.IndexOf(Begin, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at + 1, StringComparison.Ordinal))
        {
            var line = text.AsSpan(at, Math.Min(MaxLine, text.Length - at));
            var close = line.IndexOf(BeginEnd, StringComparison.Ordinal);
            if (close >= 0 && line[..close].IndexOfAny('\r', '\n') < 0)
            {
                return (at, at + close + BeginEnd.Length);
            }
        }

        return null;
    }

    /// <summary>Where the end line ends; null while it is not complete.</summary>
    public static int? FindEnd(string text, int from)
    {
        var at = text.IndexOf(End, from, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var line = text.AsSpan(at, Math.Min(MaxLine, text.Length - at));
        var close = line[End.Length..].IndexOf("-----", StringComparison.Ordinal);
        return close >= 0 ? at + End.Length + close + 5 : null;
    }

    /// <summary>Where a begin line starts that the end of the text may have cut; the text's length when there is none.</summary>
    public static int OpenBegin(string text)
    {
        for (var length = Math.Min(MaxLine, text.Length); length > 0; length--)
        {
            var tail = text.AsSpan(text.Length - length);
            var isStart = tail.Length < Begin.Length
                ? Begin.AsSpan().StartsWith(tail, StringComparison.Ordinal)
                : tail.StartsWith(Begin, StringComparison.Ordinal) && tail.IndexOfAny('\r', '\n') < 0;
            if (isStart)
            {
                return text.Length - length;
            }
        }

        return text.Length;
    }
}

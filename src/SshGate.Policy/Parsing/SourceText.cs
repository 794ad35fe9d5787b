using System.Text;

namespace SshGate.Policy.Parsing;

/// <summary>
/// Source bytes as a string of the same length: one character per byte, so that offsets are byte offsets. Every character
/// the shell grammar knows is ASCII, and no byte of a longer UTF-8 sequence is.
/// </summary>
internal static class SourceText
{
    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>One character per byte.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The text that a piece of such a string stands for; U+FFFD where it is not UTF-8.</summary>
    public static string Decode(ReadOnlySpan<char> piece)
    {
        if (piece.IndexOfAnyExceptInRange('\0', '\x7f') < 0)
        {
            return piece.ToString();
        }

        var bytes = new byte[piece.Length];
        Encoding.Latin1.GetBytes(piece, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The bytes of a text, one character each.</summary>
    public static string Encode(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Decodes bytes that must be UTF-8; null when they are not.</summary>
    public static string? DecodeStrict(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

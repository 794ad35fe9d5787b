using System.Diagnostics.CodeAnalysis;

namespace SshGate.Ssh.Keys;

/// <summary>A line of an OpenSSH <c>.pub</c> file: type, base64 of the blob, comment.</summary>
internal static class OpenSshLine
{
    private const int MaxCommentLength = 4096;

    /// <summary>Splits a line; the type is still to be compared with the one in the blob.</summary>
    public static bool TryDecode(
        string line, int maxBlobBytes, out string type, [NotNullWhen(true)] out byte[]? blob, out string comment)
    {
        type = comment = "";
        blob = null;
        var text = line.AsSpan().Trim(" \t\r\n");
        if (line.Length > (maxBlobBytes * 4 / 3) + MaxCommentLength || text.ContainsAny('\r', '\n', '\0'))
        {
            return false;
        }

        type = NextWord(ref text).ToString();
        var encoded = NextWord(ref text);
        var buffer = new byte[encoded.Length];

        // Written back and compared, because a decoder overlooks spare bits, and one key has one text.
        if (!Convert.TryFromBase64Chars(encoded, buffer, out var length)
            || !encoded.SequenceEqual(Convert.ToBase64String(buffer.AsSpan(0, length))))
        {
            return false;
        }

        blob = buffer[..length];
        comment = text.ToString();
        return true;
    }

    public static string Encode(string type, ReadOnlySpan<byte> blob, string comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        if (comment.Any(char.IsControl))
        {
            throw new ArgumentException("A comment cannot hold control characters.", nameof(comment));
        }

        return $"{type} {Convert.ToBase64String(blob)} {comment}".TrimEnd(' ');
    }

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(' ', '\t');
        var word = end < 0 ? text : text[..end];
        text = text[word.Length..].TrimStart(" \t");
        return word;
    }
}

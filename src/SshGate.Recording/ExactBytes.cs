using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SshGate.Recording;

/// <summary>
/// The data of a <c>b</c> event: Base64, or <c>COUNT*HH</c> for one byte repeated, such as <c>32768*00</c>. A disk image or a sparse
/// file is mostly that, and would fill the recordings with nothing.
/// </summary>
internal static class ExactBytes
{
    /// <summary>Shorter runs are as short in Base64.</summary>
    private const int MinRun = 16;

    /// <summary>Longest run that is read: no line of ours stands for more bytes.</summary>
    private const int MaxRun = 64 * 1024;

    /// <summary>Room for any code of so many bytes.</summary>
    public static int MaxLength(int bytes) => Base64.GetMaxEncodedToUtf8Length(bytes);

    /// <summary>Writes the code and returns its length.</summary>
    /// <param name="bytes">At most 64 KiB.</param>
    /// <param name="code">Of <see cref="MaxLength"/>.</param>
    public static int Write(ReadOnlySpan<byte> bytes, Span<byte> code)
    {
        if (bytes.Length is >= MinRun and <= MaxRun && !bytes.ContainsAnyExcept(bytes[0]))
        {
            return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}*{bytes[0]:x2}"), code);
        }

        Base64.EncodeToUtf8(bytes, code, out _, out var length);
        return length;
    }

    /// <summary>Null if <paramref name="code"/> is not one.</summary>
    public static byte[]? Read(string code)
    {
        var star = code.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0)
        {
            return int.TryParse(code.AsSpan(0, star), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= MinRun and <= MaxRun
                && code.Length == star + 3
                && byte.TryParse(code.AsSpan(star + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                ? Run(count, value)
                : null;
        }

        var bytes = new byte[code.Length];
        return Convert.TryFromBase64String(code, bytes, out var length) ? bytes[..length] : null;
    }

    private static byte[] Run(int count, byte value)
    {
        var bytes = new byte[count];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}

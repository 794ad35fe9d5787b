using System.Buffers;
using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>
/// One element of an edited line, as a number: a Unicode scalar value, or a byte that is no text (negative). A line that
/// holds one of those is shown and can be corrected, but is never handed on.
/// </summary>
internal static class TextElement
{
    public static int Broken(int value) => ~value;

    public static bool IsBroken(int element) => element < 0;

    public static byte ByteOf(int broken) => (byte)~broken;

    /// <summary>The elements of UTF-8 text.</summary>
    public static int[] Of(ReadOnlySpan<byte> text)
    {
        var elements = new List<int>(text.Length);
        while (!text.IsEmpty)
        {
            var isText = Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done;
            elements.Add(isText ? rune.Value : Broken(text[0]));
            text = text[length..];
        }

        return [.. elements];
    }

    /// <summary>How many bytes it takes in UTF-8.</summary>
    public static int Length(int element) => element switch
    {
        < 0x80 => 1,
        < 0x800 => 2,
        < 0x10000 => 3,
        _ => 4,
    };

    /// <summary>The UTF-8 text of elements of which none is broken.</summary>
    public static byte[] Encode(ReadOnlySpan<int> elements)
    {
        var size = 0;
        foreach (var element in elements)
        {
            size += Length(element);
        }

        var bytes = new byte[size];
        var rest = bytes.AsSpan();
        foreach (var element in elements)
        {
            rest = rest[new Rune(element).EncodeToUtf8(rest)..];
        }

        return bytes;
    }
}

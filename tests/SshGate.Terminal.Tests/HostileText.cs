using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Terminal.Tests;

/// <summary>Texts made of the pieces that matter: introducers, terminators, parameters, split and broken characters.</summary>
internal static class HostileText
{
    private static readonly string[] Pieces =
    [
        "\u001b", "\u001b[", "\u001b]", "\u001bP", "\u001bX", "\u001b^", "\u001b_", "\u001b\\", "\u0007", "\u0018", "\u001a",
        "\u009b", "\u009d", "\u0090", "\u0098", "\u009c", "\u009e", "\u009f", "\u0085", "\u0084", "\u008d", "\u0088",
        "[", "]", "?", ">", "<", "=", "!", "$", " ", "#", "(", ")", "%", "0", "1", "3", "4", "6", "25", "1049", "2004",
        "1000", "99999", ";", ":", "m", "n", "c", "t", "p", "q", "h", "l", "A", "H", "J", "K", "r", "s", "u", "S", "T", "b",
        "x", "y", "i", "Z", "B", "G", "@", "8", "7", "52;c;?", "0;title", "\0", "\u0005", "\u000e", "\u000f", "\b", "\t",
        "\n", "\r", "\v", "\f", "\u007f", "ü", "日", "🙂", "\ud83d", "\ude42", "\u202e", "\u2066", "\U000e0041", "\u200b",
        "\u0301", "\ufeff", "\u00a0", "‹", "›", "␛", "\\", "text", "\u001b[31m", "\u001b[?1049h", "\u001b[?25l", "\u001bc",
    ];

    public static Arbitrary<string> Chars() =>
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();

    public static Arbitrary<byte[]> Bytes()
    {
        var piece = Gen.OneOf(
            Gen.Elements(Pieces).Select(text => System.Text.Encoding.UTF8.GetBytes(text)),
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }));
        return piece.ListOf().Select(pieces => pieces.SelectMany(bytes => bytes).ToArray()).ToArbitrary();
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Terminal.Tests.Editing;

/// <summary>What may come from a client: text, keys in every form, pastes, and what no terminal sends.</summary>
internal static class TypedInput
{
    private static readonly string[] Pieces =
    [
        "a", "b", "word", " ", "ls -l /tmp", "x", "ü", "日本語", "🙂", "e\u0301", "\u0301", "\u0301\u0302\u0303", "\u202e", "\u200b", "‹",
        "ｗ", "\u1112\u1161\u11ab", "\u0085", "\u009b", "\r", "\n", "\r\n", "\n\r", "\u0001", "\u0002", "\u0003", "\u0004", "\u0005",
        "\u0006", "\u0007", "\b", "\t", "\v", "\f", "\u000e", "\u000f", "\u0010", "\u0012", "\u0015", "\u0016", "\u0017", "\u0018",
        "\u0019", "\u001a", "\u001c", "\u001f", "\u007f", "\0", "\u001b", "\u001b[", "\u001bO", "\u001b[A", "\u001b[B", "\u001b[C",
        "\u001b[D", "\u001bOA", "\u001bOD", "\u001b[1;5C", "\u001b[1;5D", "\u001bOc", "\u001bOd", "\u001b[H", "\u001b[F", "\u001b[1~",
        "\u001b[3~", "\u001b[4~", "\u001b[7~", "\u001b[8~", "\u001bb", "\u001bf", "\u001bd", "\u001b\u007f", "\u001b\b", "\u001b[200~",
        "\u001b[201~", "\u001b[20", "\u001b[200~two\nlines\u001b[201~", "\u001b[[A", "\u001b]0;x\u0007", "\u001bP+q\u001b\\", "\u001b[<0;1;1M",
        "\u001b[?62;c", "\u001b\u001b[C", "[", "~", "0", "!!", "^a^b",
    ];

    public static Arbitrary<byte[]> Bytes()
    {
        var piece = Gen.Frequency(
            (12, Gen.Elements(Pieces).Select(text => Encoding.UTF8.GetBytes(text))),
            (1, Gen.Choose(0, 255).Select(value => new[] { (byte)value })));
        return piece.ListOf().Select(pieces => pieces.SelectMany(bytes => bytes).ToArray()).ToArbitrary();
    }
}

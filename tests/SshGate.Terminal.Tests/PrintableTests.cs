using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Terminal.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ls -la '/var/log' \\n ~!", "ls -la '/var/log' \\n ~!")]
    [InlineData("\0", "␀")]
    [InlineData("a\nb", "a␊b")]
    [InlineData("a\r\nb", "a␍␊b")]
    [InlineData("a\tb", "a␉b")]
    [InlineData("\u001b[2J", "␛[2J")]
    [InlineData("\u001b]0;title\u0007", "␛]0;title␇")]
    [InlineData("\u001f", "␟")]
    [InlineData("\u007f", "␡")]
    [InlineData("\u0085", "‹U+0085›")]
    [InlineData("\u009b2J", "‹U+009B›2J")]
    [InlineData("\u00a0", "‹U+00A0›")]
    [InlineData("\u00ad", "‹U+00AD›")]
    [InlineData("\u200b", "‹U+200B›")]
    [InlineData("\u200d", "‹U+200D›")]
    [InlineData("\u200e", "‹U+200E›")]
    [InlineData("\u2028", "‹U+2028›")]
    [InlineData("rm \u202e/ fr-", "rm ‹U+202E›/ fr-")]
    [InlineData("\u2066x\u2069", "‹U+2066›x‹U+2069›")]
    [InlineData("\u3000", "‹U+3000›")]
    [InlineData("\u3164", "‹U+3164›")]
    [InlineData("\u2800", "‹U+2800›")]
    [InlineData("\ufe0f", "‹U+FE0F›")]
    [InlineData("\ufeff", "‹U+FEFF›")]
    [InlineData("\ue000", "‹U+E000›")]
    [InlineData("\uffff", "‹U+FFFF›")]
    [InlineData("\U000e0041", "‹U+E0041›")]
    [InlineData("\ufffd", "\ufffd")]
    [InlineData("␛", "‹U+241B›")]
    [InlineData("‹x›", "‹U+2039›x‹U+203A›")]
    [InlineData("grüße 日本語 🙂", "grüße 日本語 🙂")]
    [InlineData("e\u0301", "e\u0301")]
    [InlineData("\u0301e", "‹U+0301›e")]
    [InlineData("e\u0301\u0302\u0303", "e\u0301\u0302‹U+0303›")]
    public void Shows_what_cannot_be_seen(string text, string expected)
    {
        Assert.Equal(expected, Printable.Escape(text));
        Assert.Equal(expected, Printable.Escape(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("ff", "‹xFF›")]
    [InlineData("61 80 62", "a‹x80›b")]
    [InlineData("c0 af", "‹xC0›‹xAF›")]
    [InlineData("e2 82", "‹xE2›‹x82›")]
    [InlineData("ed a0 80", "‹xED›‹xA0›‹x80›")]
    [InlineData("f4 90 80 80", "‹xF4›‹x90›‹x80›‹x80›")]
    [InlineData("9b 32 4a", "‹x9B›2J")]
    public void Shows_bytes_that_are_not_text(string hex, string expected)
    {
        Assert.Equal(expected, Printable.Escape(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void Shows_a_lone_surrogate()
    {
        Assert.Equal("a‹U+D800›b", Printable.Escape("a\ud800b"));
        Assert.Equal("‹U+DC00›‹U+D800›", Printable.Escape("\udc00\ud800"));
    }

    [Fact]
    public void Keeps_lines_when_asked_and_nothing_else()
    {
        Assert.Equal("a\nb␍\n␛[m", Printable.EscapeLines("a\nb\r\n\u001b[m"));
        Assert.Equal("a\n‹xFF›", Printable.EscapeLines([0x61, 0x0A, 0xFF]));
        Assert.Equal("\n‹U+0301›", Printable.EscapeLines("\n\u0301"));
    }

    [Fact]
    public void Two_different_inputs_never_look_the_same()
    {
        Prop.ForAll(HostileText.Bytes(), bytes => Unescape(Printable.Escape(bytes)).SequenceEqual(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Nothing_invisible_is_left()
    {
        Prop.ForAll(HostileText.Chars(), text => Printable.Escape(text).EnumerateRunes().All(IsVisible))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static bool IsVisible(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.OtherNotAssigned);

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        foreach (Match match in Regex.Matches(text, "‹U\\+([0-9A-F]+)›|‹x([0-9A-F]{2})›|([\ud800-\udbff][\udc00-\udfff]|.)", RegexOptions.Singleline))
        {
            if (match.Groups[1].Success)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
            }
            else if (match.Groups[2].Success)
            {
                bytes.Add(Convert.ToByte(match.Groups[2].Value, 16));
            }
            else if (match.Value[0] is >= '\u2400' and <= '\u2421')
            {
                bytes.Add(match.Value[0] == '\u2421' ? (byte)0x7F : (byte)(match.Value[0] - 0x2400));
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(match.Value));
            }
        }

        return [.. bytes];
    }
}

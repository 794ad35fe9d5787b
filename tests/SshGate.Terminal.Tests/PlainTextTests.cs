using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Terminal.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("\u001b[1;31mred\u001b[0m \u001b(0q\u001b(B\u001b7\u001b8.", "red q.")]
    [InlineData("10%\r20%\r\n", "10%\n20%\n")]
    [InlineData("a\r\r\nb", "a\nb")]
    [InlineData("\u001b]0;title\u0007x\u001b[6n", "x")]
    [InlineData("\u001b[2J\u001b[H日本\t🙂", "日本\t🙂")]
    public void Keeps_the_words(string output, string expected) => Assert.Equal(expected, new PlainText().Filter(output));

    [Fact]
    public void Holds_no_control_but_tab_and_line_feed_however_it_is_cut()
    {
        Prop.ForAll(HostileText.Chars(), text =>
        {
            var whole = new PlainText().Filter(text);
            var plain = new PlainText();
            return string.Concat(text.Select(c => plain.Filter([c]))) == whole
                && whole.All(c => !char.IsControl(c) || c is '\n' or '\t');
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}

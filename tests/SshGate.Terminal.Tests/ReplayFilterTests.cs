using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Terminal.Tests;

public sealed class ReplayFilterTests
{
    // What may reach a viewer's terminal, and nothing else: written independently of the filter.
    private static readonly Regex Painting = new(
        "^(?:[^\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff]|[\b\t\n\r\u000e\u000f]"
        + "|\u001b[78DEM]|\u001b[()][0AB]|\u001b\\[[0-9;:]{0,160}[A-IKLMPSTXZ@`abdefmr]|\u001b\\[[012]?J|\u001b\\[[su]|\u001b\\[4[hl]"
        + "|\u001b\\[\\?(?:5|6|7|25|47|1047|1048|1049)[hl])*$",
        RegexOptions.CultureInvariant);

    [Theory]
    [InlineData("plain text\r\n\ttab\b")]
    [InlineData("grüße 日本語 🙂 e\u0301")]
    [InlineData("\u001b[1;31mred\u001b[0m")]
    [InlineData("\u001b[38:2::1:2:3mrgb\u001b[m")]
    [InlineData("\u001b[2J\u001b[H\u001b[10;20H\u001b[K\u001b[1A\u001b[5B\u001b[3P\u001b[2@\u001b[4L\u001b[1M\u001b[7X")]
    [InlineData("\u001b7\u001b8\u001bD\u001bE\u001bM\u001b[s\u001b[u")]
    [InlineData("\u001b[5;20r\u001b[3S\u001b[2T\u001b[4b")]
    [InlineData("\u001b[?1049h\u001b[?25l\u001b[?25h\u001b[?1049l")]
    [InlineData("\u001b(0lqqk\u001b(B\u001b)0\u000eq\u000f")]
    public void Lets_painting_pass(string text) => Assert.Equal(text, new ReplayFilter().Filter(text));

    [Theory]
    [InlineData("a\u001b]0;title\u0007b", "ab")]
    [InlineData("a\u001b]0;title\u001b\\b", "ab")]
    [InlineData("a\u001b]52;c;cm0gLXJmIC8=\u0007b", "ab")]
    [InlineData("a\u001b]8;;http://x/\u0007link\u001b]8;;\u0007b", "alinkb")]
    [InlineData("a\u001b]10;?\u001b\\b", "ab")]
    [InlineData("a\u001bP$qm\u001b\\b", "ab")]
    [InlineData("a\u001bP+q544e\u001b\\b", "ab")]
    [InlineData("a\u001bPq#0~~\u001b\\b", "ab")]
    [InlineData("a\u001b_Gi=1;AAAA\u001b\\b", "ab")]
    [InlineData("a\u001b^private\u001b\\b", "ab")]
    [InlineData("a\u001bXstart\u001b\\b", "ab")]
    [InlineData("a\u009d0;title\u009cb", "ab")]
    [InlineData("a\u0090$qm\u009cb", "ab")]
    [InlineData("a\u009fx\u009cb", "ab")]
    [InlineData("a\u001b[cb", "ab")]
    [InlineData("a\u001b[0c\u001b[>c\u001b[=cb", "ab")]
    [InlineData("a\u001b[5n\u001b[6n\u001b[?6nb", "ab")]
    [InlineData("a\u009b6n\u009bcb", "ab")]
    [InlineData("a\u001b[21t\u001b[20t\u001b[14t\u001b[8;1;1tb", "ab")]
    [InlineData("a\u001b[x\u001b[1xb", "ab")]
    [InlineData("a\u001b[?1$p\u001b[4$pb", "ab")]
    [InlineData("a\u001b[>0q\u001b[2 qb", "ab")]
    [InlineData("a\u001b[?1000h\u001b[?1003h\u001b[?1006h\u001b[?2004h\u001b[?1004h\u001b[?1hb", "ab")]
    [InlineData("a\u001b[?1000;25hb", "a\u001b[?25hb")]
    [InlineData("a\u001b[20hb", "ab")]
    [InlineData("a\u001b[>4;2m\u001b[>1u\u001b[=1ub", "ab")]
    [InlineData("a\u001b[3Jb", "ab")]
    [InlineData("a\u001b[?3hb", "ab")]
    [InlineData("a\u001b[5i\u001b[?5ib", "ab")]
    [InlineData("a\u001b[1;2;3;4;5Tb", "ab")]
    [InlineData("a\u001b[1;80sb", "ab")]
    [InlineData("a\u001b[1;1;2;2;1;0*yb", "ab")]
    [InlineData("a\u001b[#|\u001b[!pb", "ab")]
    [InlineData("a\u001b[99999Ab", "ab")]
    [InlineData("a\u001bZb", "ab")]
    [InlineData("a\u0005\u0007\0\u007fb", "ab")]
    [InlineData("a\u001b%@\u001b%Gb", "ab")]
    [InlineData("a\u001b=\u001b>\u001bn\u001bo\u001b|b", "ab")]
    [InlineData("a\u001b*0b", "ab")]
    [InlineData("a\u001b F\u001b#8b", "ab")]
    public void Drops_what_acts_outside_the_screen(string text, string expected) =>
        Assert.Equal(expected, new ReplayFilter().Filter(text));

    [Theory]
    [InlineData("\u009b31mred", "\u001b[31mred")]
    [InlineData("a\u0085b", "a\u001bEb")]
    [InlineData("\u001b[3\n1mx", "\n\u001b[31mx")]
    [InlineData("\u001b[3\u001b[1mx", "\u001b[1mx")]
    [InlineData("\u001b[3\u0018x", "x")]
    [InlineData("\u001b[3日x", "日x")]
    [InlineData("a\u202eb\u2066c", "a\ufffdb\ufffdc")]
    [InlineData("\u001b]0;t\u001b[1mx", "\u001b[1mx")]
    [InlineData("\u001b[31mx\u001bcy", "\u001b[31mx\u001b[0m\u001b[m\u001b[H\u001b[2Jy")]
    public void Writes_the_rest_again_in_one_form(string text, string expected) =>
        Assert.Equal(expected, new ReplayFilter().Filter(text));

    [Fact]
    public void Replaces_half_characters()
    {
        // Not in a theory: an attribute cannot hold half a character.
        Assert.Equal("a\ufffdb\ufffdc", new ReplayFilter().Filter("a\ud83db\ude42c"));
    }

    [Fact]
    public void An_unterminated_string_hides_only_so_much()
    {
        var filter = new ReplayFilter();

        var text = filter.Filter("\u001b]0;" + new string('x', 64 * 1024) + "rm -rf /");

        Assert.EndsWith("rm -rf /", text, StringComparison.Ordinal);
        Assert.Contains('\ufffd', text);
    }

    [Fact]
    public void Gives_the_viewers_terminal_back()
    {
        var filter = new ReplayFilter();
        filter.Filter("\u001b[?1049h\u001b[?25l\u001b[31m\u001b[2;5r\u001b(0\u001b[4h\u001b[?7lx\u001b]0;unfinished");

        Assert.Equal(
            "\u001b7\u001b[r\u001b8\u001b[4l\u001b[?7h\u001b[?25h\u001b[?1049l\u001b(B\u001b)B\u000f\u001b[0m", filter.Finish());
        Assert.Equal("", filter.Finish());
        Assert.Equal("text", filter.Filter("text"));
    }

    [Fact]
    public void Leaves_a_terminal_alone_that_was_not_changed()
    {
        var filter = new ReplayFilter();
        filter.Filter("\u001b[?1049h text \u001b[?1049l");

        Assert.Equal("", filter.Finish());
    }

    [Fact]
    public void Any_division_into_chunks_gives_the_same_output()
    {
        var cases = HostileText.Chars().Generator.Zip(Gen.Choose(1, 5)).ToArbitrary();
        Prop.ForAll(cases, sample =>
        {
            var (text, size) = sample;
            var whole = new ReplayFilter();
            var expected = whole.Filter(text) + whole.Finish();
            var filter = new ReplayFilter();
            var output = new StringBuilder();
            foreach (var chunk in text.Chunk(size))
            {
                output.Append(filter.Filter(chunk));
            }

            return output.Append(filter.Finish()).ToString() == expected;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Only_painting_ever_comes_out()
    {
        Prop.ForAll(HostileText.Chars(), text =>
        {
            var filter = new ReplayFilter();
            return Painting.IsMatch(filter.Filter(text)) && Painting.IsMatch(filter.Finish());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Filtering_twice_changes_nothing()
    {
        Prop.ForAll(HostileText.Chars(), text =>
        {
            var once = new ReplayFilter().Filter(text);
            return new ReplayFilter().Filter(once) == once;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}

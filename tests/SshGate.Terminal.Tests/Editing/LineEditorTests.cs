using System.Text;
using SshGate.Terminal.Editing;

namespace SshGate.Terminal.Tests.Editing;

public sealed class LineEditorTests
{
    [Theory]
    [InlineData("ls\r")]
    [InlineData("ls\n")]
    [InlineData("ls\r\n")]
    [InlineData("sl\u0001\u0006\u007f\u0005s\r")]
    [InlineData("s\u0002l\u0005\r")]
    [InlineData("s\u001b[Dl\u001b[C\r")]
    [InlineData("s\u001bODl\u001bOC\r")]
    [InlineData("s\u001b[Hl\u001b[F\r")]
    [InlineData("s\u001b[1~l\u001b[4~\r")]
    [InlineData("s\u001b[7~l\u001b[8~\r")]
    [InlineData("s\u001bOHl\u001bOF\r")]
    [InlineData("xls\u001b[H\u001b[3~\r")]
    [InlineData("xls\u0001\u0004\r")]
    [InlineData("lxs\u0002\b\r")]
    [InlineData("rm -rf /\u0015ls\r")]
    [InlineData("ls; rm\u0002\u0002\u0002\u0002\u000b\r")]
    [InlineData("ls; rm\u0017\u007f\u007f\r")]
    [InlineData("ls rm-x\u001b\u007f\u001b\u007f\u007f\r")]
    [InlineData("foo\u0015\u0019\u0015ls\r")]
    [InlineData("s foo\u001bb\u001bb\u001bd\u001bdls\r")]
    [InlineData("l foo\u001b[1;5D\u007f\u000bs\r")]
    [InlineData("l\u001bOd\u001bOcs\r")]
    [InlineData("\u000fl\u0016s\u0018\u0005\u001a\r")]
    [InlineData("l\ts\0\r")]
    [InlineData("l\u001b[5~\u001b[2~\u001b[15~\u001b[[As\u001b[I\u001b[O\r")]
    [InlineData("l\u001b]11;rgb:00/00/00\u0007s\u001bP1$r0m\u001b\\\u001b[?62;22c\r")]
    [InlineData("l\u001bvs\u001b.\u001b\u0005\r")]
    [InlineData("l\u0085s\u009b\r")]
    [InlineData("l\u001b[200~s\u001b[201~\r")]
    [InlineData("rm\u0003ls\r", "Interrupt", "line ls")]
    [InlineData("ls\u001b[12;34\r")]
    [InlineData("ls\u001b]0;a title without an end\r")]
    public void Keys_edit_the_line(string typed, params string[] happened) =>
        Assert.Equal(happened.Length > 0 ? happened : ["line ls"], new EditorDriver().Type(typed).Happened);

    [Theory]
    [InlineData("a\rb\nc\r\nd\n\re\n", "a", "b", "c", "d", "", "e")]
    [InlineData("rm x\n#", "rm x")]
    [InlineData("grüße 日本 🙂 e\u0301\r", "grüße 日本 🙂 e\u0301")]
    [InlineData("日本\u007f\u0002語\r", "語日")]
    [InlineData("e\u0301x\u0002\u0002\u0004\r", "x")]
    [InlineData("echo !!\r", "echo !!")]
    [InlineData("\u001b[200~ls\r\nrm x\nid\r\u001b[201~#\r", "ls\nrm x\nid\n#")]
    [InlineData("\u001b[200~a\tb\u001b[201~\r", "a\tb")]
    public void Lines_are_the_text_that_was_entered(string typed, params string[] lines) =>
        Assert.Equal(lines.Select(line => "line " + line), new EditorDriver().Type(typed).Happened);

    [Theory]
    [InlineData("one\rtwo\r\u0010\u0010\r", "one")]
    [InlineData("one\rtwo\r\u001b[A\u001b[A\u001b[B\r", "two")]
    [InlineData("one\rtwo\rdraft\u001bOA\u001bOA\u001bOB\u001bOB!\r", "draft!")]
    [InlineData("one\rtwo\r\u0010\u0010\u0010\u0010\r", "one")]
    [InlineData("one\rone\rtwo\r\u0010\u0010\u0010\r", "one")]
    [InlineData("\u001b[200~if x\nfi\u001b[201~\r\u0010\r", "if x\nfi")]
    [InlineData("make one\rls\rmake two\r\u0012make\r", "make two")]
    [InlineData("make one\rls\rmake two\r\u0012make\u0012\r", "make one")]
    [InlineData("make one\rls\r\u0012onx\u007f\u0005!\r", "make one!")]
    [InlineData("one\rtwo\u0012one\u0007\r", "two")]
    [InlineData("one\r\u0012two\r", "")]
    public void History_gives_statements_back_unexpanded(string typed, string line) =>
        Assert.Equal("line " + line, new EditorDriver().Type(typed).Happened[^1]);

    [Theory]
    [InlineData(new byte[] { (byte)'l', 0xff, (byte)'s', 13 })]
    [InlineData(new byte[] { (byte)'l', 0xc3, 13 })]
    [InlineData(new byte[] { (byte)'l', 0xe6, 0x97, (byte)'s', 13 })]
    [InlineData(new byte[] { 0xc0, 0xaf, 13 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80, 13 })]
    [InlineData(new byte[] { 0x9b, (byte)'A', 13 })]
    public void Bytes_that_are_no_text_are_shown_and_spoil_the_line(byte[] typed)
    {
        var driver = new EditorDriver().Type(typed);

        Assert.Equal(["refused NotText"], driver.Happened);
        Assert.Contains("‹x", Encoding.UTF8.GetString(driver.TakeOutput()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_that_is_no_text_can_be_removed() =>
        Assert.Equal(["line ls"], new EditorDriver().Type([(byte)'l', 0xff, 0x7f, (byte)'s', 13]).Happened);

    [Theory]
    [InlineData("\u001b[200~ls\u0003\r\u001b[201~\r")]
    [InlineData("\u001b[200~ls\u001b[31m\u001b[201~\r")]
    [InlineData("\u001b[200~ls\u001b[20\u001b[201~\r")]
    [InlineData("\u001b[200~ls\u001b\u001b[201~\r")]
    [InlineData("\u001b[200~l\u007fs\u0004\0\u001b[201~\r")]
    public void Control_characters_in_a_paste_do_nothing_and_spoil_the_line(string typed) =>
        Assert.Equal(["refused NotText"], new EditorDriver().Type(typed).Happened);

    [Theory]
    [InlineData("\u001b[200~rm x\nls\n")]
    [InlineData("\u001b[200~rm x\r\u001b[201")]
    [InlineData("\u001b[200~rm x\r\u001b[201 ~\r")]
    public void Nothing_is_entered_before_the_closing_mark(string typed) =>
        Assert.Empty(new EditorDriver().Type(typed).Happened);

    [Fact]
    public void A_line_as_long_as_the_cap_is_entered()
    {
        var line = new string('a', LineEditor.MaxLineBytes);

        Assert.Equal(["line " + line], new EditorDriver().Type(line + "\r").Happened);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u007f\u007f\u007f\u007f\u007f\u007f\u007f\u007f\u007f")]
    [InlineData("\u0001\u0004\u0004\u0004\u0004\u0004\u0004\u0004\u0004\u0004")]
    public void A_longer_line_is_refused_and_not_cut(string afterwards) =>
        Assert.Equal(
            ["refused TooLong"],
            new EditorDriver().Type("rm x #" + new string('a', LineEditor.MaxLineBytes) + afterwards + "\r").Happened);

    [Fact]
    public void A_longer_line_that_was_cleared_leaves_no_trace() =>
        Assert.Equal(
            ["line ls"], new EditorDriver().Type(new string('a', LineEditor.MaxLineBytes + 9) + "\u0015ls\r").Happened);

    [Fact]
    public void A_sequence_without_an_end_costs_nothing_and_is_broken_off_by_enter()
    {
        var driver = new EditorDriver();
        driver.TakeOutput();

        driver.Type("ls\u001b[" + new string('1', 1 << 20));
        Assert.Equal("ls", Encoding.UTF8.GetString(driver.TakeOutput()));
        Assert.Equal(["line ls"], driver.Type("\r").Happened);
    }

    [Fact]
    public void A_typed_character_is_echoed_as_itself_and_at_once()
    {
        var driver = new EditorDriver();
        driver.TakeOutput();

        foreach (var c in "uptime")
        {
            driver.Type(c.ToString());
            Assert.Equal(c.ToString(), Encoding.UTF8.GetString(driver.TakeOutput()));
        }
    }

    [Fact]
    public void A_long_line_typed_byte_by_byte_costs_little_more_than_its_bytes()
    {
        const int Bytes = 16 * 1024;
        var driver = new EditorDriver();
        var drawn = 0;
        for (var i = 0; i < Bytes; i++)
        {
            drawn += driver.Type("a"u8).TakeOutput().Length;
        }

        // Once the screen is full, every row that begins moves all the others: 24 rows for 80 bytes.
        Assert.InRange(drawn, Bytes, 30 * Bytes);
    }

    [Fact]
    public void End_of_input_counts_on_an_empty_line_only() =>
        Assert.Equal(["EndOfInput", "line a"], new EditorDriver().Type("\u0004a\u0004\r").Happened);

    [Fact]
    public void Clearing_the_screen_keeps_the_line()
    {
        var terminal = new ModelTerminal(20, 5);
        var driver = new EditorDriver(20, 5);
        terminal.Write("above\r\n"u8);

        driver.Type("some text\u000c");
        terminal.Write(driver.TakeOutput());

        Assert.Equal(["$ some text", "", "", "", ""], terminal.All);
    }

    [Fact]
    public void Bracketed_paste_is_on_while_a_line_is_edited_and_off_while_a_command_runs()
    {
        var driver = new EditorDriver();

        Assert.StartsWith("\u001b[?2004h", Encoding.UTF8.GetString(driver.TakeOutput()), StringComparison.Ordinal);
        driver.Type("x\r");
        Assert.Equal("x\u001b[?2004l\r\n\u001b[?2004h$ ", Encoding.UTF8.GetString(driver.TakeOutput()));
    }

    [Fact]
    public void A_plain_terminal_gets_echo_backspace_and_the_line_once_more_where_that_does_not_reach()
    {
        var driver = new EditorDriver(10, 24, isPlain: true);

        Assert.Equal("$ ", Drawn(""));
        Assert.Equal("ls\r\n$ ", Drawn("ls\r"));
        Assert.Equal("x", Drawn("x"));
        Assert.Equal("\b \b", Drawn("\u007f"));
        Assert.Equal("12345678", Drawn("12345678"));
        Assert.Equal("\r\n$ 1234567", Drawn("\u007f"));
        Assert.Equal("\b \b\b \b\b \b\b \b\b \b\b \b\b \b", Drawn("\u0015"));

        string Drawn(string typed) => Encoding.UTF8.GetString(driver.Type(typed).TakeOutput());
    }

    [Fact]
    public void Hostile_text_in_a_prompt_is_shown_as_text()
    {
        var driver = new EditorDriver(prompt: "\u001b]0;x\u0007\u202e$ ");

        Assert.Equal("\u001b[?2004h‹U+001B›]0;x‹U+0007›‹U+202E›$ ", Encoding.UTF8.GetString(driver.TakeOutput()));
    }
}

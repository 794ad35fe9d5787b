using FsCheck;
using FsCheck.Fluent;
using SshGate.Terminal.Editing;

namespace SshGate.Terminal.Tests.Editing;

/// <summary>What holds for every input.</summary>
public sealed class EditorLawTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(60);

    [Fact]
    public void The_lines_do_not_depend_on_how_the_bytes_were_divided() =>
        Check.One(Runs, Prop.ForAll(TypedInput.Bytes(), Gen.Choose(1, 9).ToArbitrary(), (input, size) =>
        {
            var whole = new EditorDriver().Type(input);
            var single = Divided(input, _ => 1);
            var some = Divided(input, i => 1 + ((i * size) % 7));

            return Same(whole, single) && Same(whole, some);
        }));

    [Fact]
    public void The_screen_shows_the_line_at_every_moment() =>
        Check.One(Runs, Prop.ForAll(
            TypedInput.Bytes(),
            Gen.Choose(1, 25).ToArbitrary(),
            Gen.Choose(1, 6).ToArbitrary(),
            (input, columns, rows) =>
            {
                var terminal = new ModelTerminal(columns, rows);
                var driver = new EditorDriver(columns, rows, prompt: "é$ ");
                terminal.Write(driver.TakeOutput());
                ScreenShouldShow(terminal, driver.Editor);
                for (var i = 0; i < input.Length; i++)
                {
                    driver.Type(input.AsSpan(i, 1));
                    terminal.Write(driver.TakeOutput());
                    ScreenShouldShow(terminal, driver.Editor);
                }
            }));

    [Fact]
    public void A_resize_to_any_size_draws_the_line_anew_and_leaves_what_is_above() =>
        Check.One(Runs, Prop.ForAll(
            TypedInput.Bytes(),
            Gen.Choose(0, 30).ListOf().ToArbitrary(),
            (input, sizes) =>
            {
                // ^L and what ends a line would take the sentence above off the screen, or add to it.
                var text = input.Where(b => b is not (0x0C or 0x0A or 0x0D or 3 or 4 or 0x12)).ToArray();
                var terminal = new ModelTerminal(20, 10);
                terminal.Write("above\r\n"u8);
                var driver = new EditorDriver(20, 10);
                driver.Type(text);
                terminal.Write(driver.TakeOutput());
                foreach (var size in sizes)
                {
                    var (columns, rows) = (Math.Max(1, size), 1 + (size % 11));
                    terminal.Resize(columns, rows);
                    driver.Editor.Resize(size, rows);
                    driver.Type("x");
                    terminal.Write(driver.TakeOutput());
                    ScreenShouldShow(terminal, driver.Editor);
                }

                return "above".StartsWith(terminal.All[0], StringComparison.Ordinal);
            }));

    [Fact]
    public void A_plain_terminal_gets_no_escape_sequence_and_the_same_lines_where_the_cursor_stays_at_the_end() =>
        Check.One(Runs, Prop.ForAll(TypedInput.Bytes(), Gen.Choose(1, 40).ToArbitrary(), (input, columns) =>
        {
            var driver = new EditorDriver(columns, 5, isPlain: true).Type(input);

            return driver.TakeOutput().All(b => b is not (0x1B or 0x07)) && driver.Editor.Cursor == driver.Editor.Text.Length;
        }));

    [Fact]
    public void A_line_that_is_handed_on_is_what_stood_on_the_screen() =>
        Check.One(Runs, Prop.ForAll(TypedInput.Bytes(), input =>
        {
            var driver = new EditorDriver(200, 50);
            foreach (var value in input)
            {
                var before = TextElementsOf(driver.Editor);
                var count = driver.Happened.Count;
                driver.Type([value]);
                if (driver.Happened.Count > count && driver.Happened[^1].StartsWith("line ", StringComparison.Ordinal))
                {
                    // A search shows the entry that Enter takes; it is not in the line before.
                    Assert.True(driver.Happened[^1] == "line " + before || input.Contains((byte)0x12), driver.Happened[^1]);
                }
            }
        }));

    private static EditorDriver Divided(byte[] input, Func<int, int> size)
    {
        var driver = new EditorDriver();
        for (var i = 0; i < input.Length;)
        {
            var length = Math.Min(size(i), input.Length - i);
            driver.Type(input.AsSpan(i, length));
            i += length;
        }

        return driver;
    }

    private static bool Same(EditorDriver one, EditorDriver other) =>
        one.Happened.SequenceEqual(other.Happened)
        && one.Editor.Text.SequenceEqual(other.Editor.Text)
        && one.Editor.Cursor == other.Editor.Cursor;

    private static string TextElementsOf(LineEditor editor) =>
        string.Concat(editor.Text.Skip(editor.LineStart).Select(e => e < 0 ? "�" : char.ConvertFromUtf32(e)));

    private static void ScreenShouldShow(ModelTerminal terminal, LineEditor editor)
    {
        if (editor.IsSearching)
        {
            return;
        }

        var expected = new ExpectedScreen(editor.Text, editor.LineStart, editor.Cursor, terminal.Columns);
        var wanted = expected.Rows;
        var shown = terminal.All;
        Assert.Equal(expected.CursorColumn, terminal.Column);
        if (wanted.Count <= terminal.Rows)
        {
            var start = terminal.AbsoluteRow - expected.CursorRow;
            Assert.Equal(wanted, shown.Skip(start).Take(wanted.Count));
            Assert.All(shown.Skip(start + wanted.Count), row => Assert.Equal("", row));
            return;
        }

        // Higher than the screen: a part of it, with the cursor in it, fills the screen.
        var top = expected.CursorRow - terminal.Row;
        Assert.InRange(top, 0, wanted.Count - terminal.Rows);
        Assert.Equal(wanted.Skip(top).Take(terminal.Rows), shown.TakeLast(terminal.Rows));
    }
}

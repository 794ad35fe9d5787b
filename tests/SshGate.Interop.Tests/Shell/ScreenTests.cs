namespace SshGate.Interop.Tests.Shell;

/// <summary>What a person sees: the managed shell in a real terminal emulator.</summary>
public sealed class ScreenTests(ShellGate shared) : IClassFixture<ShellGate>
{
    [Fact]
    public async Task A_line_is_edited_over_the_margin_and_through_every_size()
    {
        var gate = await shared.UseAsync();
        await using var screen = await TmuxScreen.StartAsync(gate, 40, 20);
        var prompt = $"{gate.Facts.Account}@demo:~$ ";
        var line = "echo " + new string('a', 30) + " " + new string('b', 30);

        await screen.TypeAsync(line);
        await screen.ShowsAsync(Wrapped(prompt + line, 40));
        await screen.TypeAsync("C-a", "C-f", "C-f", "C-f", "C-f", "C-f", "日本ü ");
        line = line.Insert(5, "日本ü ");
        await screen.ShowsAsync(Wrapped(prompt + line, 40));
        await screen.ResizeAsync(60, 20);
        await screen.ShowsAsync(Wrapped(prompt + line, 60));
        await screen.ResizeAsync(25, 10);
        await screen.ShowsAsync(Wrapped(prompt + line, 25));
        await screen.TypeAsync("Left", "BSpace", "End", "c");
        line = line.Remove(7, 1) + "c";
        await screen.ShowsAsync(Wrapped(prompt + line, 25));
        await screen.ResizeAsync(100, 10);
        await screen.ShowsAsync(prompt + line);
        await screen.TypeAsync("Enter");
        await screen.ShowsAsync($"{prompt}{line}\n{line[5..]}\n{prompt}");
    }

    [Fact]
    public async Task A_program_sees_the_size_that_the_terminal_has_now()
    {
        var gate = await shared.UseAsync();
        await using var screen = await TmuxScreen.StartAsync(gate, 80, 24);

        await screen.TypeAsync("stty size", "Enter");
        await screen.ShowsAsync($"\n24 80\n{gate.Facts.Account}@demo:~$ ");
        await screen.ResizeAsync(70, 15);
        await screen.TypeAsync("stty size", "Enter");
        await screen.ShowsAsync($"\n15 70\n{gate.Facts.Account}@demo:~$ ");
        await screen.TypeAsync("while sleep 0.1; do stty size; done", "Enter");
        await screen.ShowsAsync("\n15 70");
        await screen.ResizeAsync(50, 12);
        await screen.ShowsAsync("\n12 50");
        await screen.TypeAsync("C-c");
        await screen.ShowsAsync($"{gate.Facts.Account}@demo:~[130]$ ");
    }

    [Fact]
    public async Task A_paste_with_lines_is_text_and_history_gives_it_back()
    {
        var gate = await shared.UseAsync();
        await using var screen = await TmuxScreen.StartAsync(gate, 80, 24);
        var prompt = $"{gate.Facts.Account}@demo:~$ ";

        await screen.PasteAsync("for i in 1 2\ndo echo n$i\ndone");
        await screen.ShowsAsync($"{prompt}for i in 1 2\ndo echo n$i\ndone");
        await screen.TypeAsync("Enter");
        await screen.ShowsAsync($"done\nn1\nn2\n{prompt}");
        await screen.TypeAsync("echo x", "Enter", "Up", "Up");
        await screen.ShowsAsync($"x\n{prompt}for i in 1 2\ndo echo n$i\ndone");
        await screen.TypeAsync("C-c", "C-r", "cho");
        await screen.ShowsAsync("(reverse-i-search)`cho': echo x");
        await screen.TypeAsync("Enter");
        await screen.ShowsAsync($"echo x\nx\n{prompt}");
    }

    [Fact]
    public async Task Output_without_a_line_feed_does_not_disturb_the_prompt()
    {
        var gate = await shared.UseAsync();
        await using var screen = await TmuxScreen.StartAsync(gate, 80, 24);
        var prompt = $"{gate.Facts.Account}@demo:~$ ";

        await screen.TypeAsync("printf abc", "Enter");
        await screen.ShowsAsync($"abc\n{prompt}");
        await screen.TypeAsync("printf 'a\\nb'; cd /usr", "Enter");
        await screen.ShowsAsync($"a\nb\n{gate.Facts.Account}@demo:/usr$ ");
    }

    /// <summary>The text in rows of so many cells; a wide character is not divided.</summary>
    private static string Wrapped(string text, int columns)
    {
        var rows = new List<string> { "" };
        var cells = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var width = rune.Value >= 0x3000 ? 2 : 1;
            if (cells + width > columns)
            {
                rows.Add("");
                cells = 0;
            }

            rows[^1] += rune.ToString();
            cells += width;
        }

        return string.Join('\n', rows);
    }
}

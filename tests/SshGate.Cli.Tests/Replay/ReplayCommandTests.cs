using System.CommandLine;
using System.Text;
using System.Text.Json;
using SshGate.Cli.Replay;
using SshGate.Recording;

namespace SshGate.Cli.Tests.Replay;

public sealed class ReplayCommandTests
{
    private const string Hostile = "a\u001b]52;c;cm0=\u0007b\u001b[6n\u009b5n\u001b[?1049h\u001b[?25l\u001b[31mred";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Shows_only_what_paints_and_gives_the_terminal_back()
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", Hostile);

        var (exitCode, output, error) = await cast.RunAsync("replay", "s-1", "--no-wait");

        Assert.Equal(0, exitCode);
        Assert.Equal("ab\u001b[?1049h\u001b[?25l\u001b[31mred\u001b[?25h\u001b[?1049l\u001b[0m", output);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task Shows_plain_text()
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", Hostile + "\r\n");

        Assert.Equal("abred\n", (await cast.RunAsync("replay", cast.PathOf("s-1"), "--text")).Output);
    }

    [Fact]
    public async Task Shows_commands_decisions_and_markers_when_asked()
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", async writer =>
        {
            await writer.WriteMarkerAsync("ls\u001b[2J", None);
            await writer.WriteEventAsync(EventCodes.Decision, "{\"kind\":\"allow\"}", None);
            await writer.WriteOutputAsync("no line end"u8.ToArray(), OutputSource.Error, None);
            await writer.WriteEventAsync(EventCodes.Exit, "3", None);
        });

        var (_, output, _) = await cast.RunAsync("replay", "s-1", "--text", "--markers");

        Assert.Matches(
            "^\\[[0-9:.]+\\] marker: ls␛\\[2J\n\\[[0-9:.]+\\] decision: {\"kind\":\"allow\"}\nno line end\n\\[[0-9:.]+\\] exit: 3\n$", output);
        Assert.Equal("no line end", (await cast.RunAsync("replay", "s-1", "--text")).Output);
    }

    [Fact]
    public async Task Gives_json_lines_of_plain_ascii()
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", async writer =>
        {
            await writer.WriteOutputAsync(Encoding.UTF8.GetBytes(Hostile), OutputSource.Output, None);
            await writer.WriteOutputAsync(new byte[] { 0xFF }, OutputSource.Error, None);
        });

        var (_, output, _) = await cast.RunAsync("replay", "s-1", "--json");

        Assert.All(output, c => Assert.True(c is >= ' ' and < '\u007f' or '\n'));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("alice", lines[0].GetProperty("principal").GetString());
        Assert.Equal(Hostile, lines[1].GetProperty("data").GetString());
        Assert.Equal("stderr", lines[2].GetProperty("stream").GetString());
        Assert.Equal("/w==", lines[2].GetProperty("bytes").GetString());
        Assert.Equal("z", lines[^1].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Plays_in_the_time_of_the_recording_with_speed_and_idle_limit()
    {
        using var cast = new Cast();
        var path = cast.PathOf("foreign");
        await File.WriteAllLinesAsync(path,
        [
            "{\"version\":2,\"width\":80,\"height\":24}",
            "[1.0,\"o\",\"a\"]", "[1.5,\"o\",\"b\"]", "[101.5,\"o\",\"c\"]", "[101.5,\"o\",\"d\"]",
        ], None);

        Assert.Equal(["1:a", "1.5:b", "101.5:c", "101.5:d"], await PlayAsync(path, new ReplayOptions()));
        Assert.Equal(["0.5:a", "0.75:b", "50.75:c", "50.75:d"], await PlayAsync(path, new ReplayOptions { Speed = 2 }));
        Assert.Equal(["1:a", "1.5:b", "3.5:c", "3.5:d"],
            await PlayAsync(path, new ReplayOptions { IdleLimit = TimeSpan.FromSeconds(2) }));
        Assert.Equal(["0:a", "0:b", "0:c", "0:d"], await PlayAsync(path, new ReplayOptions { Waits = false }));
    }

    [Fact]
    public async Task Gives_the_terminal_back_when_it_is_stopped()
    {
        using var cast = new Cast();
        var path = cast.PathOf("foreign");
        await File.WriteAllLinesAsync(path,
        [
            "{\"version\":2,\"width\":80,\"height\":24}",
            "[0.0,\"o\",\"\\u001b[?1049h\"]", "[5.0,\"o\",\"a\"]", "[6.0,\"o\",\"b\"]",
        ], None);
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        await using var reader = await RecordingReader.OpenAsync(path, None);
        var player = new ReplayPlayer(output, new StoppingTime(stop), new ReplayOptions());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => player.PlayAsync(reader, stop.Token));

        Assert.Matches("^\u001b\\[\\?1049ha?\u001b\\[\\?1049l$", output.ToString());
    }

    [Fact]
    public async Task Warns_before_and_after_a_recording_that_is_broken()
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", "harmless");
        var text = await File.ReadAllTextAsync(cast.PathOf("s-1"), None);
        await File.WriteAllTextAsync(cast.PathOf("s-1"), text.Replace("harmless", "harmfull", StringComparison.Ordinal), None);

        var (exitCode, output, error) = await cast.RunAsync("replay", "s-1", "--no-wait");

        Assert.Equal(1, exitCode);
        Assert.Equal("harmfull", output);
        Assert.Equal("sshgate: warning: BROKEN: line 3: the line was changed\n", error[..(error.Length / 2)]);
        Assert.Equal(error[..(error.Length / 2)], error[(error.Length / 2)..]);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("../s-1")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("/dev/null/x")]
    public async Task Refuses_what_is_neither_a_session_nor_a_file(string name)
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", "x");

        var refused = await Assert.ThrowsAsync<CliException>(() => cast.RunAsync("replay", name));
        Assert.Equal(ExitCodes.BadInput, refused.ExitCode);
        Assert.NotNull(refused.Hint);
    }

    [Fact]
    public async Task Refuses_a_file_that_is_no_recording()
    {
        using var cast = new Cast();
        await File.WriteAllTextAsync(cast.PathOf("x"), "hello\n", None);

        Assert.Equal(ExitCodes.BadInput, (await Assert.ThrowsAsync<CliException>(() => cast.RunAsync("replay", "x"))).ExitCode);
    }

    [Theory]
    [InlineData("--speed", "0")]
    [InlineData("--speed", "-1")]
    [InlineData("--speed", "NaN")]
    [InlineData("--speed", "fast")]
    [InlineData("--idle-limit", "0")]
    [InlineData("--idle-limit", "1e9")]
    public void Refuses_a_speed_that_makes_no_sense(string option, string value)
    {
        var root = new RootCommand { ReplayCommand.Create() };

        Assert.NotEmpty(root.Parse(["replay", "x", option, value]).Errors);
    }

    private static async Task<List<string>> PlayAsync(string path, ReplayOptions options)
    {
        var time = new InstantTime();
        using var output = new TimedWriter(time);
        await using var reader = await RecordingReader.OpenAsync(path, None);
        await new ReplayPlayer(output, time, options).PlayAsync(reader, None);
        return output.Written;
    }
}

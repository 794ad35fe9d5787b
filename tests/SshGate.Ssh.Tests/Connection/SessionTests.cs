using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Connection;

/// <summary>Sessions between our two sides.</summary>
public sealed class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_returns_its_output_and_status()
    {
        await using var pair = await ConnectionPair.CreateAsync();

        var result = await RunAsync(pair, "echo hello");

        Assert.Equal("hello\n", result.OutputText);
        Assert.Equal(0u, result.Exit?.Status);
        Assert.True(result.SawEof);
    }

    [Theory]
    [InlineData("exit 255", 255u, null)]
    [InlineData("signal KILL", null, "KILL")]
    public async Task The_exit_comes_before_the_close(string command, uint? status, string? signal)
    {
        await using var pair = await ConnectionPair.CreateAsync();

        var result = await RunAsync(pair, command);

        Assert.Equal(status, result.Exit?.Status);
        Assert.Equal(signal, result.Exit?.Signal);
    }

    [Fact]
    public async Task Streams_keep_their_order()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await channel.RequestAsync(new ExecRequest("both"u8.ToArray()), Token));

        var all = new StringBuilder();
        while (await channel.ReadAsync(Token) is var read && read.Kind != ChannelReadKind.Closed)
        {
            var text = Encoding.ASCII.GetString(read.Data.Span);
            Assert.All(
                text.Split(';', StringSplitOptions.RemoveEmptyEntries),
                part => Assert.Equal(read.Kind == ChannelReadKind.Data ? 'o' : 'e', part[0]));
            all.Append(text);
        }

        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"o{i};e{i};")), all.ToString());
    }

    [Fact]
    public async Task The_tail_of_a_stream_survives_the_close_before_it_is_read()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await channel.RequestAsync(new ExecRequest("send 1500000"u8.ToArray()), Token));
        await channel.Closed;

        var output = new MemoryStream();
        while (await channel.ReadAsync(Token) is { Kind: ChannelReadKind.Data } read)
        {
            output.Write(read.Data.Span);
        }

        Assert.Equal(TestServer.Sum(TestServer.Pattern(1_500_000)), TestServer.Sum(output.ToArray()));
        Assert.Equal(0u, (await channel.Exit)?.Status);
    }

    [Fact]
    public async Task The_tail_of_a_stream_survives_the_end_of_the_connection()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await channel.RequestAsync(new ExecRequest("send 1500000"u8.ToArray()), Token));
        await channel.Closed;
        await pair.Server.Connection!.DisconnectAsync(DisconnectReason.ByApplication, "Over.");
        var cause = await pair.Client.Completion;

        var length = 0;
        while (await channel.ReadAsync(Token) is { Kind: ChannelReadKind.Data } read)
        {
            length += read.Data.Length;
        }

        Assert.Equal(1_500_000, length);
        Assert.Equal("Over.", cause.Text);
    }

    [Fact]
    public async Task A_consumer_that_stops_stops_the_peer_and_other_channels_go_on()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var stalled = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await stalled.RequestAsync(new ExecRequest("send 20000000"u8.ToArray()), Token));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal($"{i}\n", (await RunAsync(pair, $"echo {i}")).OutputText);
        }

        Assert.False(stalled.Closed.IsCompleted);
        var length = 0;
        while (await stalled.ReadAsync(Token) is { Kind: ChannelReadKind.Data } read)
        {
            length += read.Data.Length;
        }

        Assert.Equal(20_000_000, length);
    }

    [Fact]
    public async Task Closing_the_channel_cancels_the_program_and_disposes_its_handler()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await HoldAsync(pair);

        await channel.CloseAsync(Token);
        await pair.Server.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await channel.Closed;

        await Assert.ThrowsAsync<ChannelClosedException>(async () => await channel.WriteAsync("x"u8.ToArray(), Token));
        Assert.Equal(ChannelReadKind.Closed, (await channel.ReadAsync(Token)).Kind);
        Assert.Null(await channel.Exit);
        Assert.Equal("again\n", (await RunAsync(pair, "echo again")).OutputText);
    }

    [Fact]
    public async Task Losing_the_connection_ends_everything_on_both_sides()
    {
        var pair = await ConnectionPair.CreateAsync();
        var channel = await HoldAsync(pair);
        var reading = channel.ReadAsync(Token);

        await pair.Client.DisposeAsync();

        Assert.Equal(ChannelReadKind.Closed, (await reading).Kind);
        Assert.True(channel.Closed.IsCompleted);
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await channel.RequestAsync(new ShellRequest(), Token));
        await Assert.ThrowsAnyAsync<IOException>(async () => await pair.Client.OpenSessionAsync(Token));
        await pair.Session.Transport.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.True(pair.Server.Cancelled.Task.IsCompleted);
        Assert.True(pair.Server.Disposed.Task.IsCompleted);
        Assert.Equal(1, pair.Server.ChannelsDisposed);
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await channel.RequestAsync(new ExecRequest("cat"u8.ToArray()), Token));
        using var cancel = new CancellationTokenSource();
        var reading = channel.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);

        await channel.WriteAsync("late"u8.ToArray(), Token);

        Assert.Equal("late", Encoding.ASCII.GetString((await channel.ReadAsync(Token)).Data.Span));
    }

    [Fact]
    public async Task Requests_reach_the_handler_in_order_and_as_they_were_sent()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var channel = await pair.Client.OpenSessionAsync(Token);
        var pty = new PtyRequest("xterm-256color", new TerminalSize(80, 24, 640, 480), new byte[] { 53, 0, 0, 0, 1, 0 });

        Assert.True(await channel.RequestAsync(pty, Token));
        Assert.True(await channel.RequestAsync(new EnvironmentRequest("LANG", "de_DE.UTF-8"), Token));
        Assert.False(await channel.RequestAsync(new AgentForwardRequest(), Token));
        Assert.False(await channel.RequestAsync(new X11Request(true, "MIT-MAGIC-COOKIE-1", "abcd", 0), Token));
        Assert.False(await channel.RequestAsync(new BreakRequest(500), Token));
        Assert.False(await channel.RequestAsync(new SubsystemRequest("sftp"), Token));
        Assert.False(await channel.RequestAsync(new UnknownChannelRequest("what@ever", new byte[] { 1, 2 }), Token));
        Assert.True(await channel.RequestAsync(new ShellRequest(), Token));
        Assert.False(await channel.RequestAsync(new ExecRequest("echo second"u8.ToArray()), Token));
        await channel.SendAsync(new WindowChangeRequest(new TerminalSize(100, 50, 0, 0)), Token);
        Assert.True(await channel.RequestAsync(new SignalRequest("INT"), Token));

        var seen = pair.Server.Requests.ToArray();
        Assert.Equal(
            ["pty-req", "env", "auth-agent-req@openssh.com", "x11-req", "break", "subsystem", "what@ever", "shell",
                "window-change", "signal"],
            seen.Select(request => request.Type));
        Assert.Equal(pty.Size, Assert.IsType<PtyRequest>(seen[0]).Size);
        Assert.Equal(pty.Modes.ToArray(), ((PtyRequest)seen[0]).Modes.ToArray());
        Assert.Equal(new EnvironmentRequest("LANG", "de_DE.UTF-8"), seen[1]);
        Assert.Equal(new X11Request(true, "MIT-MAGIC-COOKIE-1", "abcd", 0), seen[3]);
        Assert.Equal(new BreakRequest(500), seen[4]);
        Assert.Equal([1, 2], ((UnknownChannelRequest)seen[6]).Payload.ToArray());
        Assert.Equal(new SignalRequest("INT"), seen[9]);
    }

    private static async Task<SshChannel> HoldAsync(ConnectionPair pair)
    {
        var channel = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await channel.RequestAsync(new ExecRequest("hold"u8.ToArray()), Token));
        Assert.Equal("holding", Encoding.ASCII.GetString((await channel.ReadAsync(Token)).Data.Span));
        return channel;
    }

    private static async Task<CommandResult> RunAsync(ConnectionPair pair, string command) =>
        await (await pair.Client.OpenSessionAsync(Token)).RunAsync(command);
}

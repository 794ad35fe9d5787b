using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>How long a connection may be idle, and how long it may last.</summary>
public sealed class TimeLimitTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(50);

    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keepalives_and_their_answers_are_no_traffic()
    {
        await using var pair = await StartAsync(new SshLimits { IdleTimeout = TimeSpan.FromSeconds(100) });
        var channel = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await channel.RequestAsync(new ExecRequest("hold"u8.ToArray()), Token));
        Assert.Equal(ChannelReadKind.Data, (await channel.ReadAsync(Token)).Kind);
        _time.Advance(TimeSpan.FromSeconds(1));

        // Each step brings a keepalive and its answer.
        for (var i = 0; i < 4 && pair.Session.Transport.Cause is null; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(31));
            await AskAsync(pair);
        }

        var cause = await pair.Client.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.True(cause.ByPeer);
        Assert.Equal("Nothing happened on this connection for 00:01:40.", cause.Text);
        await pair.Server.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Input_keeps_a_connection()
    {
        await using var pair = await StartAsync(new SshLimits { IdleTimeout = TimeSpan.FromSeconds(60) });
        var channel = await pair.Client.OpenSessionAsync(Token);
        Assert.True(await channel.RequestAsync(new ExecRequest("sum"u8.ToArray()), Token));

        await PassTimeAsync(pair, () => channel.WriteAsync("x"u8.ToArray(), Token).AsTask());
    }

    [Fact]
    public async Task Output_keeps_a_connection()
    {
        await using var pair = await StartAsync(new SshLimits { IdleTimeout = TimeSpan.FromSeconds(60) });
        var opened = new TaskCompletionSource<SshChannel>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Server.Forward = (_, channel, cancellation) =>
        {
            opened.SetResult(channel);
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        var client = await pair.Client.OpenForwardAsync(new ForwardDestination.Tcp("x", 1, "y", 2), Token);
        var server = await opened.Task;

        await PassTimeAsync(pair, async () =>
        {
            await server.WriteAsync("x"u8.ToArray(), Token);
            Assert.Equal(ChannelReadKind.Data, (await client.ReadAsync(Token)).Kind);
        });
    }

    [Fact]
    public async Task Requests_keep_a_connection()
    {
        await using var pair = await StartAsync(new SshLimits { IdleTimeout = TimeSpan.FromSeconds(60) });
        var channel = await pair.Client.OpenSessionAsync(Token);

        await PassTimeAsync(pair, () => channel.RequestAsync(new SignalRequest("INT"), Token).AsTask());
    }

    [Fact]
    public async Task The_longest_time_ends_a_busy_connection_and_the_client_is_told()
    {
        await using var pair = await StartAsync(new SshLimits { MaxConnectionTime = TimeSpan.FromSeconds(120) });
        for (var i = 0; i < 2; i++)
        {
            var channel = await pair.Client.OpenSessionAsync(Token);
            Assert.Equal("x\n", (await channel.RunAsync("echo x")).OutputText);
            _time.Advance(Step);
        }

        Assert.Null(pair.Session.Transport.Cause);
        _time.Advance(Step);

        var cause = await pair.Client.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal((DisconnectReason.ByApplication, true), (cause.Reason, cause.ByPeer));
        Assert.Equal("This connection has lasted 00:02:00, the longest that is allowed.", cause.Text);
        Assert.Equal(cause.Text, pair.Server.Connection!.Cause!.Text);
    }

    [Fact]
    public async Task Without_limits_time_ends_nothing()
    {
        await using var pair = await StartAsync(new SshLimits());

        _time.Advance(TimeSpan.FromDays(100));

        await AskAsync(pair);
        Assert.Null(pair.Session.Transport.Cause);
    }

    private Task<ConnectionPair> StartAsync(SshLimits limits) => ConnectionPair.CreateAsync(
        serverLimits: limits with { RekeyInterval = TimeSpan.FromDays(1000), KeepAliveDeadline = TimeSpan.FromDays(1000) },
        clientLimits: new SshLimits { RekeyInterval = TimeSpan.FromDays(1000), KeepAliveInterval = TimeSpan.Zero },
        time: _time);

    private async Task PassTimeAsync(ConnectionPair pair, Func<Task> act)
    {
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Step);
            await act();
            await AskAsync(pair);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(pair.Session.Transport.Cause);
    }

    // A question that both transports answer without a channel; its answer shows that all before it was read.
    private static async Task AskAsync(ConnectionPair pair)
    {
        if (pair.Session.Transport.Cause is not null)
        {
            return;
        }

        try
        {
            await pair.Client.Connection.AskAsync("known@sshgate.test", [], Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        }
        catch (OperationCanceledException) when (pair.Session.Transport.Cause is not null)
        {
            // It ended.
        }
    }
}

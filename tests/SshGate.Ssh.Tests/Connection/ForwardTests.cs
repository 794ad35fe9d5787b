using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Connection;

/// <summary>Channels that lead to a destination, between our two sides.</summary>
public sealed class ForwardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ForwardDestination> Destinations { get; } = new()
    {
        new ForwardDestination.Tcp("db.internal", 5432, "192.0.2.7", 40000),
        new ForwardDestination.Tcp("2001:db8::1", 65535, "::1", 0),
        new ForwardDestination.StreamLocal("/run/app.sock"),
    };

    [Theory]
    [MemberData(nameof(Destinations))]
    public async Task The_destination_arrives_as_it_was_asked_for_and_bytes_flow_both_ways(ForwardDestination destination)
    {
        await using var pair = await ConnectionPair.CreateAsync();
        ForwardDestination? seen = null;
        pair.Server.Forward = async (asked, channel, cancel) =>
        {
            seen = asked;
            await EchoAsync(channel, cancel);
        };

        var channel = await pair.Client.OpenForwardAsync(destination, Token);
        await channel.WriteAsync("there and back"u8.ToArray(), Token);
        await channel.SendEofAsync(Token);

        Assert.Equal("there and back", await TextAsync(channel));
        Assert.Equal(destination, seen);
        await channel.Closed.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_refused_destination_is_an_exception_with_reason_and_text()
    {
        await using var pair = await ConnectionPair.CreateAsync();

        var refused = await Assert.ThrowsAsync<ChannelOpenException>(
            async () => await pair.Client.OpenForwardAsync(new ForwardDestination.StreamLocal("/run/x"), Token));

        Assert.Equal(ChannelOpenFailure.AdministrativelyProhibited, refused.Reason);
        Assert.Contains("Sessions only.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_our_end_of_data_the_other_direction_still_flows()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        pair.Server.Forward = async (_, channel, cancel) =>
        {
            var length = 0;
            while (await channel.ReadAsync(cancel) is { Kind: ChannelReadKind.Data } read)
            {
                length += read.Data.Length;
            }

            await channel.WriteAsync(Encoding.ASCII.GetBytes($"had {length}"), cancel);
        };
        var channel = await pair.Client.OpenForwardAsync(new ForwardDestination.StreamLocal("/run/x"), Token);

        await channel.WriteAsync(TestServer.Pattern(3_000_000), Token);
        await channel.SendEofAsync(Token);

        Assert.Equal("had 3000000", await TextAsync(channel));
    }

    [Fact]
    public async Task Requests_are_refused_and_start_nothing()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        pair.Server.Forward = (_, channel, cancel) => EchoAsync(channel, cancel);
        var channel = await pair.Client.OpenForwardAsync(new ForwardDestination.StreamLocal("/run/x"), Token);

        Assert.False(await channel.RequestAsync(new ExecRequest("echo hello"u8.ToArray()), Token));
        Assert.False(await channel.RequestAsync(new ShellRequest(), Token));
        Assert.False(await channel.RequestAsync(new SubsystemRequest("sftp"), Token));
        Assert.Empty(pair.Server.Requests);
        await channel.WriteAsync("still there"u8.ToArray(), Token);
        await channel.SendEofAsync(Token);
        Assert.Equal("still there", await TextAsync(channel));
    }

    [Fact]
    public async Task Closing_the_channel_cancels_its_work()
    {
        await using var pair = await ConnectionPair.CreateAsync();
        var cancelled = new TaskCompletionSource();
        pair.Server.Forward = async (_, _, cancel) =>
        {
            await using var note = cancel.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, cancel);
        };
        var channel = await pair.Client.OpenForwardAsync(new ForwardDestination.StreamLocal("/run/x"), Token);

        await channel.CloseAsync(Token);

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    private static async Task EchoAsync(SshChannel channel, CancellationToken cancel)
    {
        while (await channel.ReadAsync(cancel) is { Kind: ChannelReadKind.Data } read)
        {
            await channel.WriteAsync(read.Data, cancel);
        }
    }

    private static async Task<string> TextAsync(SshChannel channel)
    {
        var text = new StringBuilder();
        while (await channel.ReadAsync(Token) is { Kind: ChannelReadKind.Data } read)
        {
            text.Append(Encoding.UTF8.GetString(read.Data.Span));
        }

        return text.ToString();
    }
}

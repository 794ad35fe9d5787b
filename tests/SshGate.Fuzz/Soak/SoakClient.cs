using System.Security.Cryptography;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Fuzz.Soak;

/// <summary>
/// One honest client: opens a channel, sends bytes, compares what comes back, closes, pauses; now and then it changes keys or
/// leaves and comes back.
/// </summary>
internal sealed class SoakClient(int port, int number, SoakOptions options)
{
    private const int MostBytes = 64 * 1024;

    private readonly FuzzRandom _random = new((ulong)number);
    private SshClientConnection? _connection;

    public long Bytes { get; private set; }

    public long Pieces { get; private set; }

    public async Task ConnectAsync(CancellationToken stop)
    {
        var pipe = await SshDialer.ConnectTcpAsync("127.0.0.1", port, TimeSpan.FromMinutes(1), stop);
        _connection = await SshClientConnection.ConnectAsync(
            pipe,
            ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with
            {
                AuthMethod = new PasswordMethod("secret"),

                // Every fourth changes its keys every few pieces of work.
                Limits = new SshLimits { RekeyBytes = number % 4 == 0 ? 256 * 1024 : 1 << 30, LoginGrace = TimeSpan.FromMinutes(5) },
            },
            stop);
    }

    /// <summary>Works until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_random.Below((int)options.Pause.TotalMilliseconds), stop);
                await WorkAsync(_connection!, stop);
                if (_random.OneIn(50))
                {
                    // Not stopped half-way, so that the number of connections is known at the end.
                    await _connection!.DisposeAsync();
                    await ConnectAsync(CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    public async Task CloseAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private async Task WorkAsync(SshClientConnection connection, CancellationToken stop)
    {
        var channel = await connection.OpenSessionAsync(stop);
        BrokenLawException.Unless(await channel.RequestAsync(new ExecRequest("echo"u8.ToArray()), stop), "The program was refused.");
        var data = new byte[1 + _random.Below(MostBytes)];
        RandomNumberGenerator.Fill(data);
        var sending = SendAsync(channel, data, stop);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await channel.ReadAsync(stop) is var read && read.Kind != ChannelReadKind.Closed)
        {
            hash.AppendData(read.Data.Span);
        }

        await sending;
        BrokenLawException.Unless(
            hash.GetHashAndReset().AsSpan().SequenceEqual(SHA256.HashData(data)), $"Client {number} got back other bytes.");
        BrokenLawException.Unless(await channel.Exit is { Status: 0 }, "There was no exit status.");
        Bytes += data.Length;
        Pieces++;
    }

    private static async Task SendAsync(SshChannel channel, byte[] data, CancellationToken stop)
    {
        await channel.WriteAsync(data, stop);
        await channel.SendEofAsync(stop);
    }
}

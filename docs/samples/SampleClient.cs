using System.Text;
using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;

namespace Samples;

/// <summary>A client that logs in with a key file, runs one command and passes on what it writes.</summary>
public static class SampleClient
{
    public static async Task<uint?> RunAsync(
        string host, int port, string user, string keyFile, string hostKeyLine, string command, Stream output, Stream error)
    {
        using var key = SshPrivateKey.Parse(await File.ReadAllBytesAsync(keyFile), passphrase: null);
        if (!SshPublicKey.TryParseOpenSsh(hostKeyLine, out var hostKey, out _))
        {
            throw new ArgumentException("This is no public key.", nameof(hostKeyLine));
        }

        var verifier = new PinnedHostKeys([hostKey]);
        await using var connection = await SshClientConnection.ConnectAsync(
            await SshDialer.ConnectTcpAsync(host, port, TimeSpan.FromSeconds(10)),
            new SshClientOptions
            {
                UserName = user,
                Key = key,
                HostKeyVerifier = verifier,
                HostKeyAlgorithms = verifier.Algorithms,
            });

        var channel = await connection.OpenSessionAsync();
        if (!await channel.RequestAsync(new ExecRequest(Encoding.UTF8.GetBytes(command))))
        {
            return null;
        }

        await channel.SendEofAsync();
        while (await channel.ReadAsync() is { Kind: not ChannelReadKind.Closed } read)
        {
            await (read.Kind == ChannelReadKind.ExtendedData ? error : output).WriteAsync(read.Data);
        }

        return (await channel.Exit)?.Status;
    }
}

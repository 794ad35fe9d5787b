using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>first_kex_packet_follows (RFC 4253 §7): a packet behind a wrong guess is dropped, behind a right one it counts.</summary>
public sealed class WrongGuessTests
{
    [Theory]
    [InlineData("ecdh-sha2-nistp256", true)]
    [InlineData("mlkem768x25519-sha256", false)]
    public async Task The_packet_behind_a_guess_is_dropped_only_when_the_guess_is_wrong(string guess, bool isDropped)
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer());
        var raw = new RawClient(client);
        await raw.SendAsync("SSH-2.0-Raw\r\n");
        var init = KexInitMessage.Build(new AlgorithmProposal
        {
            HostKeys = ["ssh-ed25519"],
            KeyExchanges = [guess, "curve25519-sha256", "ecdh-sha2-nistp256"],
        });
        init[^5] = 1;
        await raw.SendPacketAsync(init);

        // Not a public value of either method: taken for one it ends the connection, dropped it does not.
        await raw.SendPacketAsync((byte)MessageId.KexEcdhInit, 0, 0, 0, 1, 9);
        if (isDropped)
        {
            await raw.SendPacketAsync((byte)MessageId.ServiceRequest);
        }

        var (_, reason) = await raw.ReadToEndAsync();

        Assert.Equal(isDropped ? DisconnectReason.ProtocolError : DisconnectReason.KeyExchangeFailed, reason);
        await session.Transport.Completion;
    }
}

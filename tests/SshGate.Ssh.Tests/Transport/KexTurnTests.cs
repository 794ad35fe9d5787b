using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>Strangers' key exchanges take turns, so that a flood of them leaves processors to the others.</summary>
public sealed class KexTurnTests
{
    [Fact]
    public async Task A_stranger_whose_turn_does_not_come_costs_no_signature_and_leaves_in_time()
    {
        using var turns = new SemaphoreSlim(0);
        var time = new ManualTime();
        var signer = new CountingSigner();
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(
            serverPipe, new TestServer(), hostKey: signer, time: time, kexTurns: turns);
        var connecting = ScriptedClient.ConnectAsync(clientPipe);
        while (session.Transport.Kex.Phase != KexPhase.Method)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Contains("login", (await session.Transport.Completion).Text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => connecting);
        Assert.Equal(0, signer.Signatures);
        Assert.Equal(0, turns.CurrentCount);
    }

    [Fact]
    public async Task A_turn_is_given_back_and_a_rekey_needs_none()
    {
        using var turns = new SemaphoreSlim(1);
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, new TestServer(), kexTurns: turns);
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
        Assert.True(turns.Wait(0, TestContext.Current.CancellationToken));

        client.Transport.Kex.Begin();
        await client.OpenSessionAsync();

        Assert.Equal(2, session.Transport.Kex.Generation);
    }

    [Fact]
    public async Task A_failed_key_exchange_gives_its_turn_back()
    {
        using var turns = new SemaphoreSlim(1);
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, new TestServer(), kexTurns: turns);
        var raw = new RawClient(clientPipe);
        await raw.SendAsync("SSH-2.0-Raw\r\n");
        await raw.SendKexInitAsync();

        // An all-zero X25519 value (RFC 8731 §3).
        await raw.SendPacketAsync([(byte)MessageId.KexEcdhInit, 0, 0, 0, 32, .. new byte[32]]);

        Assert.Equal(DisconnectReason.KeyExchangeFailed, (await raw.ReadToEndAsync()).Reason);
        await session.Transport.Completion;
        Assert.Equal(1, turns.CurrentCount);
    }

    private sealed class CountingSigner : ISshSigner
    {
        private int _signatures;

        public int Signatures => _signatures;

        public SshPublicKey PublicKey => TestKeys.Ed25519.PublicKey;

        public IReadOnlyList<string> SignatureAlgorithms => TestKeys.Ed25519.SignatureAlgorithms;

        public ValueTask<byte[]> SignAsync(
            string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _signatures);
            return TestKeys.Ed25519.SignAsync(signatureAlgorithm, data, cancellationToken);
        }
    }
}

using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Client;

/// <summary>Our client against servers that break the rules.</summary>
public sealed class HostileServerTests
{
    private static readonly byte[] LegalInAuthentication = [1, 2, 3, 4, 7, 51, 52, 53, 60, 192];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_success_before_the_authentication_is_refused()
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.ExpectAsync(MessageId.ServiceRequest);

        server.Send((byte)MessageId.UserAuthSuccess);

        Assert.Equal(SshClientFailure.ProtocolError, (await FailureAsync(connecting)).Failure);
    }

    [Fact]
    public async Task Messages_that_a_server_never_sends_are_refused_during_the_login()
    {
        for (var message = 0; message < 256; message++)
        {
            if (LegalInAuthentication.Contains((byte)message))
            {
                continue;
            }

            var (connecting, server) = Start();
            await using var owned = server;
            await server.AcceptServiceAsync();
            await server.ExpectAsync(MessageId.UserAuthRequest);
            server.Send((byte)message, 0, 0, 0, 0);

            Assert.Equal(SshClientFailure.ProtocolError, (await FailureAsync(connecting)).Failure);
        }
    }

    [Fact]
    public async Task A_host_key_that_does_not_belong_to_its_signature_is_refused()
    {
        var (connecting, server) = Start(new LyingSigner(TestKeys.Ed25519, SshPrivateKey.Generate(SshKeyKind.Ed25519)));
        await using var owned = server;

        Assert.Equal(SshClientFailure.ProtocolError, (await FailureAsync(connecting)).Failure);
        Assert.Equal(DisconnectReason.KeyExchangeFailed, (await server.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task A_host_key_that_changes_in_a_rekey_ends_the_connection()
    {
        var signer = new ChangingSigner(TestKeys.Ed25519, SshPrivateKey.Generate(SshKeyKind.Ed25519));
        var (connecting, server) = Start(signer);
        await using var owned = server;
        await server.AcceptLoginAsync();
        await using var client = await connecting;

        signer.Change();
        server.Transport.Kex.Begin();

        Assert.Equal(DisconnectReason.HostKeyNotVerifiable, (await server.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Hostile_text_of_the_server_is_escaped()
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.AcceptServiceAsync();
        server.Send(writer =>
        {
            writer.WriteMessageId(MessageId.Disconnect);
            writer.WriteUInt32(2);
            writer.WriteText("\u001b]0;owned\u0007" + new string('x', 1000));
            writer.WriteText("");
        });

        var failure = await FailureAsync(connecting);

        Assert.Equal(SshClientFailure.Disconnected, failure.Failure);
        Assert.Contains("\\x1b]0;owned\\x07", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length < 500);
    }

    [Fact]
    public async Task A_server_may_not_open_channels_and_gets_no_for_its_requests()
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.AcceptLoginAsync();
        await using var client = await connecting;

        server.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ChannelOpen);
            writer.WriteText("x11");
            writer.WriteUInt32(3);
            writer.WriteUInt32(1000);
            writer.WriteUInt32(1000);
        });
        await server.ExpectAsync(MessageId.ChannelOpenFailure);
        server.Send(writer =>
        {
            writer.WriteMessageId(MessageId.GlobalRequest);
            writer.WriteText("hostkeys-prove-00@openssh.com");
            writer.WriteBoolean(true);
        });
        await server.ExpectAsync(MessageId.RequestFailure);
    }

    [Fact]
    public async Task Our_client_says_that_it_takes_a_later_list_of_algorithms_and_takes_it()
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.AcceptServiceAsync();
        await server.ExpectAsync(MessageId.UserAuthRequest);
        var info = await server.ExtInfo.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        server.Send(ExtInfo.Build(("server-sig-algs", "ssh-ed25519"), ("later@sshgate.test", "")));
        server.Transport.Enter(SshPhase.Connection, (byte)MessageId.UserAuthSuccess);

        await using var client = await connecting;
        Assert.Equal(ExtInfo.Build(("ext-info-in-auth@openssh.com", "0")), info);
    }

    [Fact]
    public async Task Answers_that_nobody_asked_for_are_dropped()
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.AcceptLoginAsync();
        await using var client = await connecting;
        var opening = client.OpenSessionAsync(Token);
        await server.ExpectAsync(MessageId.ChannelOpen);
        Confirm(server, window: 1000, maxPacket: 1000);
        var channel = await opening;

        server.Send([(byte)MessageId.RequestSuccess, 1, 2, 3]);
        server.Send((byte)MessageId.RequestFailure);
        server.Send((byte)MessageId.ChannelSuccess, 0, 0, 0, 0);
        server.Send((byte)MessageId.ChannelFailure, 0, 0, 0, 0);

        // The answer to a request is the one that comes after it.
        var asking = channel.RequestAsync(new ShellRequest(), Token);
        await server.ExpectAsync(MessageId.ChannelRequest);
        server.Send((byte)MessageId.ChannelSuccess, 0, 0, 0, 0);
        Assert.True(await asking);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(uint.MaxValue, 1u)]
    public async Task A_server_that_breaks_the_rules_of_windows_loses_the_connection(uint maxPacketOrWindow, uint adjust)
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.AcceptLoginAsync();
        await using var client = await connecting;
        var opening = client.OpenSessionAsync(Token);
        await server.ExpectAsync(MessageId.ChannelOpen);

        // No packets at all, or a window that would pass 2^32-1.
        Confirm(server, window: maxPacketOrWindow, maxPacket: maxPacketOrWindow);
        if (adjust > 0)
        {
            await opening;
            server.Send(writer =>
            {
                writer.WriteMessageId(MessageId.ChannelWindowAdjust);
                writer.WriteUInt32(0);
                writer.WriteUInt32(adjust);
            });
        }

        Assert.Equal(DisconnectReason.ProtocolError, (await server.ExpectDisconnectAsync()).Reason);
        if (adjust == 0)
        {
            await Assert.ThrowsAsync<ChannelClosedException>(async () => await opening);
        }
    }

    [Fact]
    public async Task A_refused_channel_is_an_exception_with_the_reason()
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.AcceptLoginAsync();
        await using var client = await connecting;

        var opening = client.OpenSessionAsync(Token);
        await server.ExpectAsync(MessageId.ChannelOpen);
        server.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ChannelOpenFailure);
            writer.WriteUInt32(0);
            writer.WriteUInt32((uint)ChannelOpenFailure.ResourceShortage);
            writer.WriteText("no\nroom");
            writer.WriteText("");
        });

        var refusal = await Assert.ThrowsAsync<ChannelOpenException>(async () => await opening);
        Assert.Equal(ChannelOpenFailure.ResourceShortage, refusal.Reason);
        Assert.EndsWith("no\\x0aroom", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opening_that_was_given_up_is_closed_when_the_server_confirms_it()
    {
        var (connecting, server) = Start();
        await using var owned = server;
        await server.AcceptLoginAsync();
        await using var client = await connecting;
        using var cancel = new CancellationTokenSource();

        var opening = client.OpenSessionAsync(cancel.Token);
        await server.ExpectAsync(MessageId.ChannelOpen);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await opening);
        server.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ChannelOpenConfirmation);
            writer.WriteUInt32(0);
            writer.WriteUInt32(5);
            writer.WriteUInt32(1000);
            writer.WriteUInt32(1000);
        });

        await server.ExpectAsync(MessageId.ChannelEof);
        await server.ExpectAsync(MessageId.ChannelClose);
    }

    [Fact]
    public async Task A_connection_attempt_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var taking = serverPipe.Input.CopyToAsync(Stream.Null, Token);
        var connecting = SshClientConnection.ConnectAsync(
            clientPipe, ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await taking;
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        // It takes all that is sent: our end must not have to wait for a clock that stands still until the link is empty.
        var time = new ManualTime();
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var taking = serverPipe.Input.CopyToAsync(Stream.Null, Token);
        var connecting = SshClientConnection.ConnectAsync(
            clientPipe, ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { TimeProvider = time }, Token);

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(SshClientFailure.TimedOut, (await FailureAsync(connecting)).Failure);
        await taking;
    }

    [Fact]
    public async Task A_key_that_cannot_sign_is_named_as_the_cause()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        await using var server = new ScriptedServer(serverPipe);
        var connecting = SshClientConnection.ConnectAsync(
            clientPipe, ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { Key = new BrokenSigner() }, Token);
        await server.AcceptServiceAsync();

        var failure = await FailureAsync(connecting);

        Assert.Equal(SshClientFailure.AuthenticationFailed, failure.Failure);
        Assert.IsType<NotSupportedException>(failure.InnerException);
    }

    private static void Confirm(ScriptedServer server, uint window, uint maxPacket) => server.Send(writer =>
    {
        writer.WriteMessageId(MessageId.ChannelOpenConfirmation);
        writer.WriteUInt32(0);
        writer.WriteUInt32(5);
        writer.WriteUInt32(window);
        writer.WriteUInt32(maxPacket);
    });

    private static (Task<SshClientConnection> Connecting, ScriptedServer Server) Start(ISshSigner? hostKey = null)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var server = new ScriptedServer(serverPipe, hostKey);
        return (SshClientConnection.ConnectAsync(
            clientPipe, ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey), Token), server);
    }

    private static Task<SshClientException> FailureAsync(Task<SshClientConnection> connecting) =>
        Assert.ThrowsAsync<SshClientException>(() => connecting);

    private sealed class LyingSigner(SshPrivateKey shown, SshPrivateKey used) : ISshSigner
    {
        public SshPublicKey PublicKey => shown.PublicKey;

        public IReadOnlyList<string> SignatureAlgorithms => shown.SignatureAlgorithms;

        public ValueTask<byte[]> SignAsync(
            string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
            used.SignAsync(signatureAlgorithm, data, cancellationToken);
    }

    private sealed class ChangingSigner(SshPrivateKey first, SshPrivateKey second) : ISshSigner
    {
        private volatile SshPrivateKey _now = first;

        public SshPublicKey PublicKey => _now.PublicKey;

        public IReadOnlyList<string> SignatureAlgorithms => _now.SignatureAlgorithms;

        public void Change() => _now = second;

        public ValueTask<byte[]> SignAsync(
            string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
            _now.SignAsync(signatureAlgorithm, data, cancellationToken);
    }

    private sealed class BrokenSigner : ISshSigner
    {
        public SshPublicKey PublicKey => TestKeys.Ed25519.PublicKey;

        public IReadOnlyList<string> SignatureAlgorithms => TestKeys.Ed25519.SignatureAlgorithms;

        public ValueTask<byte[]> SignAsync(
            string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
            throw new NotSupportedException("The vault is locked.");
    }
}

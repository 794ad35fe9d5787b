using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Support;

/// <summary>A server that exchanges keys as it should and then sends whatever a test says.</summary>
internal sealed class ScriptedServer : ITransportHandler, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<byte[]> _inbox = System.Threading.Channels.Channel.CreateBounded<byte[]>(10_000);

    /// <param name="pipe">The bytes to and from the client.</param>
    /// <param name="hostKey">The host key.</param>
    /// <param name="extensions">What EXT_INFO says; nothing without it.</param>
    public ScriptedServer(
        IDuplexPipe pipe, ISshSigner? hostKey = null, IReadOnlyList<(string Name, string Value)>? extensions = null)
    {
        var key = hostKey ?? TestKeys.Ed25519;
        Transport = new SshTransport(
            pipe,
            new TransportOptions
            {
                Role = SshRole.Server,
                Limits = new SshLimits(),
                Time = TimeProvider.System,
                Logger = NullLogger.Instance,
                SoftwareVersion = "Scripted",
                Proposal = new AlgorithmProposal { HostKeys = key.SignatureAlgorithms },
                HostKeys = [key],
                Extensions = _ => extensions ?? [],
            },
            this);
        Transport.Start();
    }

    public SshTransport Transport { get; }

    /// <summary>The client's EXT_INFO.</summary>
    public TaskCompletionSource<byte[]> ExtInfo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Send(Action<SshWriter> write) => Transport.Send(write);

    public void Send(params byte[] payload) => Transport.Send(payload.AsSpan());

    public async Task AcceptServiceAsync()
    {
        await ExpectAsync(MessageId.ServiceRequest);
        Send(writer =>
        {
            writer.WriteMessageId(MessageId.ServiceAccept);
            writer.WriteText("ssh-userauth");
        });
    }

    public async Task AcceptLoginAsync()
    {
        await AcceptServiceAsync();
        await ExpectAsync(MessageId.UserAuthRequest);
        Transport.Enter(SshPhase.Connection, (byte)MessageId.UserAuthSuccess);
    }

    public async Task<byte[]> ExpectAsync(MessageId message)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var payload = await _inbox.Reader.ReadAsync(deadline.Token);
        Assert.Equal(message, (MessageId)payload[0]);
        return payload;
    }

    public async Task<SshDisconnect> ExpectDisconnectAsync()
    {
        var cause = await Transport.Completion.WaitAsync(Patience);
        Assert.True(cause.ByPeer, cause.ToString());
        return cause;
    }

    public async ValueTask DisposeAsync()
    {
        Transport.Disconnect(DisconnectReason.ByApplication, "Done.");
        await Transport.Completion.WaitAsync(Patience);
    }

    void ITransportHandler.OnFirstKeys()
    {
    }

    void ITransportHandler.OnExtInfo(ReadOnlySpan<byte> payload) => ExtInfo.TrySetResult(payload.ToArray());

    void ITransportHandler.OnService(ReadOnlySpan<byte> payload)
    {
        Transport.Enter(SshPhase.Authentication);
        Keep(payload);
    }

    void ITransportHandler.OnAuthentication(MessageId message, ReadOnlySpan<byte> payload) => Keep(payload);

    void ITransportHandler.OnConnection(MessageId message, ReadOnlyMemory<byte> payload) => Keep(payload.Span);

    void ITransportHandler.OnTick(TimeSpan silence)
    {
    }

    void ITransportHandler.OnClosing(SshDisconnect cause) => _inbox.Writer.TryComplete();

    ValueTask ITransportHandler.DrainAsync() => ValueTask.CompletedTask;

    private void Keep(ReadOnlySpan<byte> payload) => Assert.True(_inbox.Writer.TryWrite(payload.ToArray()));
}

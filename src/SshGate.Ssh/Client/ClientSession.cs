using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Auth;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Client;

/// <summary>The client's layers on one transport: service request, authentication, connection.</summary>
internal sealed class ClientSession : ITransportHandler
{
    private readonly ClientAuthentication _authentication;
    private readonly HostKeyLearner _hostKeys;
    private readonly TaskCompletionSource _serviceAccepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClientSession(IDuplexPipe pipe, SshClientOptions options)
    {
        var logger = options.LoggerFactory.CreateLogger<SshClientConnection>();
        var hostKeys = options.HostKeyAlgorithms ?? AlgorithmTable.HostKeyAlgorithms;
        Transport = new SshTransport(
            pipe,
            new TransportOptions
            {
                Role = SshRole.Client,
                Limits = options.Limits,
                Time = options.TimeProvider,
                Logger = logger,
                SoftwareVersion = options.SoftwareVersion,
                Proposal = options.Proposal is { } given
                    ? given with { HostKeys = hostKeys }
                    : AlgorithmProposal.ForClient(hostKeys, options.Insecure),
                VerifyHostKey = options.HostKeyVerifier.VerifyAsync,
                OfferStrictKex = options.OfferStrictKex,
            },
            this);
        _authentication = new ClientAuthentication(Transport, options, logger);

        _hostKeys = new HostKeyLearner(
            Transport, options.HostKeyVerifier, logger, (name, payload, stop) => Connection!.AskAsync(name, payload, stop));

        // It exists from the start, but the transport hands it nothing before the login.
        Connection = new ConnectionService(Transport, options.Limits, logger, handler: null, _hostKeys);
    }

    public SshTransport Transport { get; }

    public ConnectionService Connection { get; }

    public string Banner => _authentication.Banner;

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Transport.Stopping);
        Transport.Start();
        try
        {
            await _serviceAccepted.Task.WaitAsync(either.Token).ConfigureAwait(false);
            await _authentication.RunAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // If the transport ended first, then that is the cause, and this does nothing.
            var endedFirst = Transport.Cause is not null;
            Transport.Disconnect(DisconnectReason.ByApplication, "The connection was given up.");
            var cause = await Transport.Completion.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            throw e switch
            {
                SshClientException => e,
                SshProtocolException => new SshClientException(SshClientFailure.ProtocolError, e.Message, e),
                _ when endedFirst => Explain(cause, e),
                _ => new SshClientException(SshClientFailure.AuthenticationFailed, "The key could not sign.", e),
            };
        }
    }

    void ITransportHandler.OnFirstKeys() => Transport.Send(writer =>
    {
        writer.WriteMessageId(MessageId.ServiceRequest);
        writer.WriteText("ssh-userauth");
    });

    // Before the login, and once more during it (OpenSSH PROTOCOL 1.10).
    void ITransportHandler.OnExtInfo(ReadOnlySpan<byte> payload) => _authentication.Learn(ExtInfo.Read(payload));

    void ITransportHandler.OnService(ReadOnlySpan<byte> payload)
    {
        Transport.Enter(SshPhase.Authentication);
        _serviceAccepted.TrySetResult();
    }

    void ITransportHandler.OnAuthentication(MessageId message, ReadOnlySpan<byte> payload) =>
        _authentication.Post(message, payload);

    void ITransportHandler.OnConnection(MessageId message, ReadOnlyMemory<byte> payload) =>
        Connection.OnMessage(message, payload.Span);

    void ITransportHandler.OnTick(TimeSpan silence) => Connection.OnTick(silence);

    void ITransportHandler.OnClosing(SshDisconnect cause) => Connection.OnClosing(cause);

    async ValueTask ITransportHandler.DrainAsync()
    {
        await Connection.DrainAsync().ConfigureAwait(false);
        await _hostKeys.DrainAsync().ConfigureAwait(false);
    }

    private SshClientException Explain(SshDisconnect cause, Exception inner) => cause switch
    {
        { Reason: DisconnectReason.HostKeyNotVerifiable, ByPeer: false } =>
            new(SshClientFailure.HostKeyRejected, cause.Text, inner) { OfferedHostKey = Transport.Kex.OfferedHostKey },
        { Reason: DisconnectReason.ConnectionLost } => new(SshClientFailure.Unreachable, cause.Text, inner),
        { ByPeer: true } => new(SshClientFailure.Disconnected, $"The server ended the connection: {cause.Text}", inner),
        { Reason: DisconnectReason.ByApplication } => new(SshClientFailure.TimedOut, cause.Text, inner),
        _ => new(SshClientFailure.ProtocolError, cause.Text, inner),
    };
}

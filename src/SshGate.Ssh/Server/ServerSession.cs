using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Auth;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Server;

/// <summary>The server's layers on one transport: service request, authentication, and, after a login only, connection.</summary>
internal sealed class ServerSession : ITransportHandler
{
    private static readonly (string Name, string Value)[] HostBound = [(PublicKeyRequest.HostBoundExtension, "0")];

    private readonly SshServerOptions _options;
    private readonly Func<SshConnectionInfo, IServerAuthenticator> _authenticators;
    private readonly Action _onLogin;
    private readonly ILogger _logger;
    private readonly long _id;
    private readonly IPEndPoint _remote;
    private readonly HostKeyProver _hostKeys;
    private SshConnectionInfo? _info;
    private IServerAuthenticator? _authenticator;
    private ServerAuthentication? _authentication;
    private ConnectionService? _connection;
    private Task _authenticating = Task.CompletedTask;
    private volatile bool _loggedIn;

    /// <param name="pipe">The bytes to and from the client.</param>
    /// <param name="id">A number for logs.</param>
    /// <param name="remote">The client's address.</param>
    /// <param name="options">How the server runs.</param>
    /// <param name="authenticators">Makes the connection's authenticator.</param>
    /// <param name="onLogin">Called at the login.</param>
    public ServerSession(
        IDuplexPipe pipe,
        long id,
        IPEndPoint remote,
        SshServerOptions options,
        Func<SshConnectionInfo, IServerAuthenticator> authenticators,
        Action onLogin)
    {
        _options = options;
        _authenticators = authenticators;
        _onLogin = onLogin;
        _logger = options.LoggerFactory.CreateLogger<SshListener>();
        _id = id;
        _remote = remote;
        string[] hostKeys = [.. options.HostKeys.SelectMany(key => key.SignatureAlgorithms).Distinct()];
        Transport = new SshTransport(
            pipe,
            new TransportOptions
            {
                Role = SshRole.Server,
                Limits = options.Limits,
                Time = options.TimeProvider,
                Logger = _logger,
                SoftwareVersion = options.SoftwareVersion,
                Proposal = (options.Proposal ?? new AlgorithmProposal { HostKeys = [] }) with { HostKeys = hostKeys },
                HostKeys = options.HostKeys,
                KexTurns = options.KexTurns,
                OfferStrictKex = options.OfferStrictKex,
                Extensions = Extensions,
            },
            this);
        _hostKeys = new HostKeyProver(Transport, options.HostKeys);
    }

    public SshTransport Transport { get; }

    /// <summary>What the connection, which ended, did wrong; null after a login.</summary>
    public PenaltyKind? Penalty => _loggedIn ? null : Transport.Cause! switch
    {
        { Kind: EndKind.Fault } => PenaltyKind.Crash,
        { Kind: EndKind.GraceExceeded } => PenaltyKind.GraceExceeded,
        _ when _authentication?.HasFailed == true => PenaltyKind.AuthFailed,
        { ByPeer: false, Reason: DisconnectReason.ProtocolError } => PenaltyKind.Garbage,
        { ByPeer: false, Reason: DisconnectReason.MacError } => PenaltyKind.Garbage,
        { ByPeer: false, Reason: DisconnectReason.ProtocolVersionNotSupported } => PenaltyKind.Garbage,
        _ => PenaltyKind.NoAuth,
    };

    void ITransportHandler.OnFirstKeys() => Meet(Transport.Kex.Algorithms!);

    // RFC 8308 §2.5: what a client says of itself; nothing of it matters to us. That it takes server-sig-algs again once the
    // user is known (ext-info-in-auth@openssh.com) is of no use either: our list is the same for all users.
    void ITransportHandler.OnExtInfo(ReadOnlySpan<byte> payload) => ExtInfo.Read(payload);

    void ITransportHandler.OnService(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        var isUserAuth = reader.ReadString().SequenceEqual("ssh-userauth"u8);
        reader.End();
        if (!isUserAuth)
        {
            throw new SshProtocolException(DisconnectReason.ServiceNotAvailable, "Only ssh-userauth is offered.");
        }

        _authentication = new ServerAuthentication(
            Transport, _authenticator!, _remote.Address, _options.Limits, _options.TimeProvider, _logger,
            _options.KexTurns, Login);
        Transport.Enter(SshPhase.Authentication);
        _authenticating = Task.Run(AuthenticateAsync);
        Transport.Send(writer =>
        {
            writer.WriteMessageId(MessageId.ServiceAccept);
            writer.WriteText("ssh-userauth");
        });
    }

    void ITransportHandler.OnAuthentication(MessageId message, ReadOnlySpan<byte> payload) =>
        _authentication!.Post(payload);

    void ITransportHandler.OnConnection(MessageId message, ReadOnlyMemory<byte> payload) =>
        Volatile.Read(ref _connection)!.OnMessage(message, payload.Span);

    void ITransportHandler.OnTick(TimeSpan silence) => Volatile.Read(ref _connection)?.OnTick(silence);

    void ITransportHandler.OnClosing(SshDisconnect cause) => Volatile.Read(ref _connection)?.OnClosing(cause);

    async ValueTask ITransportHandler.DrainAsync()
    {
        await _authenticating.ConfigureAwait(false);
        if (_authentication is null)
        {
            // Nobody else will: the client left before it asked for the service.
            (_authenticator as IDisposable)?.Dispose();
        }

        if (Volatile.Read(ref _connection) is { } connection)
        {
            // Once more: the login may have been completed while the connection ended.
            connection.OnClosing(Transport.Cause!);
            await connection.DrainAsync().ConfigureAwait(false);
        }
    }

    private async Task AuthenticateAsync()
    {
        await _authentication!.RunAsync().ConfigureAwait(false);
        if (_loggedIn)
        {
            _hostKeys.Announce();
        }
    }

    // Both come before the first message that the client sends under its keys: what is offered to it depends on who judges.
    private IServerAuthenticator Meet(SshAlgorithms algorithms)
    {
        _info ??= new SshConnectionInfo(
            _id, _remote, PeerText.Escape(Transport.Kex.PeerVersion), algorithms, Transport.Kex.SessionIdentifier);
        return _authenticator ??= _authenticators(_info);
    }

    private IReadOnlyList<(string Name, string Value)> Extensions(SshAlgorithms algorithms) =>
    [
        ("server-sig-algs", string.Join(',', AlgorithmTable.SignatureAlgorithms)),
        .. Meet(algorithms).Methods.Contains(PublicKeyRequest.Method) ? HostBound : [],
        ("ping@openssh.com", "0"),
    ];

    private void Login(IServerConnectionHandler handler)
    {
        Volatile.Write(ref _connection, new ConnectionService(Transport, _options.Limits, _logger, handler, _hostKeys));
        handler.Attach(new SshServerConnection(Transport, _info!));
        _loggedIn = true;
        _onLogin();
    }
}

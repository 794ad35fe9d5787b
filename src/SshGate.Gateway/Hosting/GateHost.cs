using System.Net;
using Microsoft.Extensions.Logging;
using SshGate.Gateway.Api;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.History;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Onward;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Store;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;

namespace SshGate.Gateway.Hosting;

/// <summary>
/// A running gate: opens everything in order, and closes it in reverse. What cannot be opened stops the start; nothing half-open
/// ever accepts a connection.
/// </summary>
public sealed class GateHost : IAsyncDisposable
{
    /// <summary>How soon a changed policy file is taken over.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);

    private readonly Stack<IAsyncDisposable> _open;
    private readonly CancellationTokenSource _stopping = new();
    private readonly GateServices _gate;
    private readonly SshListener _listener;
    private readonly Task _refreshing;
    private int _disposed;

    private GateHost(
        GateServices gate,
        SshListener listener,
        Uri apiAddress,
        IReadOnlyList<SshPublicKey> hostKeys,
        Stack<IAsyncDisposable> open)
    {
        _gate = gate;
        _listener = listener;
        _open = open;
        ApiAddress = apiAddress;
        HostKeys = hostKeys;
        _refreshing = RefreshAsync();
    }

    /// <summary>Where agents connect.</summary>
    public IPEndPoint SshEndPoint => _listener.LocalEndPoint;

    /// <summary>Where approvers and auditors connect.</summary>
    public Uri ApiAddress { get; }

    /// <summary>The gate's own host keys, best first.</summary>
    public IReadOnlyList<SshPublicKey> HostKeys { get; }

    /// <summary>Starts a gate; it accepts connections when this returns.</summary>
    /// <exception cref="GateStartException">Something it needs cannot be opened.</exception>
    public static async Task<GateHost> StartAsync(
        GateOptions options,
        ILoggerFactory loggers,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var open = new Stack<IAsyncDisposable>();
        try
        {
            return await StartAsync(options, loggers, clock, open, cancellationToken);
        }
        catch (Exception failure)
        {
            await CloseAsync(open);
            if (StartFailure.Explain(failure, options) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>Stops accepting, ends sessions with a message, seals recordings, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Log.Stopping(_gate.Logger, _gate.Sessions.Count);
        try
        {
            await _stopping.CancelAsync();
            await _refreshing;
            await _gate.Sessions.EndAllAsync("the gate stops; try again in a moment");
            await _listener.StopAsync();
            await _gate.Audit.AppendAsync(new AuditEvent { Type = AuditEventType.GateStopped }, CancellationToken.None);
        }
        finally
        {
            // Whatever failed: the listener is closed, the store lets go of its lock.
            await CloseAsync(_open);
            _stopping.Dispose();
        }
    }

#pragma warning disable CA2000 // Everything opened here goes on the stack, which disposes it.
    private static async Task<GateHost> StartAsync(
        GateOptions options,
        ILoggerFactory loggers,
        TimeProvider clock,
        Stack<IAsyncDisposable> open,
        CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger("SshGate");
        Directory.CreateDirectory(options.Storage.Recordings);
        var store = GateStore.Open(options.Storage.Data);
        open.Push(store);
        var audit = new AuditLog(store, clock);
        var policy = await PolicySource.OpenAsync(options.Storage.Policy, audit, logger, cancellationToken);
        var vault = KeyVault.Open(options.Storage.Keys, options.Vault);
        var targets = TargetCatalogue.Open(options.Storage.Targets, logger);
        var tokens = new TokenVerifier(options.Identity, clock, loggers);
        open.Push(tokens);
        var approvals = await ApprovalQueue.StartAsync(store, audit, clock, loggers, cancellationToken);
        open.Push(approvals);
        var history = await HistoryBook.OpenAsync(store, clock, loggers, cancellationToken);
        open.Push(history);
        var sessions = new SessionDirectory(audit);
        var gate = new GateServices
        {
            Options = options,
            Tokens = tokens,
            Policy = policy,
            Grants = new GrantIssuer(targets, policy, history, audit, clock),
            Targets = new TargetConnector(vault, audit, options.Targets, clock, loggers),
            Approvals = approvals,
            History = history,
            Audit = audit,
            Sessions = sessions,
            OwnPorts = new OwnPorts(),
            Clock = clock,
            Logger = logger,
        };

        var hostKeys = GateHostKeys.Open(vault, logger);
        await audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventType.GateStarted,
                Details = new AuditDetails()
                    .With("policy", policy.Current.Version)
                    .With("host_keys", hostKeys.Select(key => key.PublicKey.Fingerprint)),
            },
            cancellationToken);
        var api = await ApiServer.StartAsync(
            IPEndPoint.Parse(options.Api.Listen),
            new ApiServices
            {
                Tokens = tokens,
                Approvals = approvals,
                Sessions = sessions,
                Audit = audit,
                Clock = clock,
                Loggers = loggers,
            },
            cancellationToken);
        open.Push(api);
        gate.OwnPorts.Add(api.Address.Port);
        Log.ApiListening(logger, api.Address);
        var listener = SshListener.Start(
            IPEndPoint.Parse(options.Ssh.Listen),
            ServerOptions(options.Ssh, hostKeys, clock, loggers),
            info => new GateAuthenticator(gate, info));
        open.Push(listener);
        gate.OwnPorts.Add(listener.LocalEndPoint.Port);
        Log.Listening(logger, listener.LocalEndPoint, policy.Current.Version);
        return new GateHost(gate, listener, api.Address, [.. hostKeys.Select(key => key.PublicKey)], open);
    }

#pragma warning restore CA2000

    private static SshServerOptions ServerOptions(
        SshOptions options, IReadOnlyList<ISshSigner> hostKeys, TimeProvider clock, ILoggerFactory loggers) => new()
        {
            HostKeys = hostKeys,
            TimeProvider = clock,
            LoggerFactory = loggers,
            Limits = new SshLimits
            {
                LoginGrace = options.LoginGraceTime,
                MaxAuthTries = options.MaxAuthTries,
                MaxChannels = options.MaxChannels,
                KeepAliveInterval = options.KeepAliveInterval,
                IdleTimeout = options.IdleTimeout,
                MaxConnectionTime = options.MaxConnectionTime,
            },
            Admission = new SshAdmissionOptions
            {
                StartupsBegin = options.MaxStartupsBegin,
                StartupsRate = options.MaxStartupsRate,
                StartupsFull = options.MaxStartupsFull,
                StartupsPerSource = options.MaxStartupsPerSource,
                ConnectionsPerSource = options.MaxConnectionsPerSource,
                Connections = options.MaxConnections,
                Penalties = PenaltyOptions(options.Penalties),
                Proxies = new SshProxyOptions
                {
                    From = NetworkList.Parse(options.ProxyProtocol.From),
                    HeaderTimeout = options.ProxyProtocol.HeaderTimeout,
                },
            },
        };

    private static SshPenaltyOptions PenaltyOptions(PenaltyOptions options) => new()
    {
        AuthFailed = options.AuthFailed,
        NoAuth = options.NoAuth,
        Garbage = options.Garbage,
        GraceExceeded = options.GraceExceeded,
        Crash = options.Crash,
        Min = options.Min,
        Max = options.Max,
        MaxSources = options.MaxSources,
        Overflow = options.Overflow,
        Exempt = NetworkList.Parse(options.Exempt),
    };

    private static async Task CloseAsync(Stack<IAsyncDisposable> open)
    {
        try
        {
            while (open.TryPop(out var part))
            {
                await part.DisposeAsync();
            }
        }
        finally
        {
            // One that fails must not keep the others open.
            if (open.Count > 0)
            {
                await CloseAsync(open);
            }
        }
    }

    /// <summary>Notices a changed policy; a failure here never ends the gate.</summary>
    private async Task RefreshAsync()
    {
        using var timer = new PeriodicTimer(RefreshInterval, _gate.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await _gate.Policy.RefreshAsync(_stopping.Token);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    Log.RefreshFailed(_gate.Logger, failure);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gate stops.
        }
    }
}

using System.Collections.Concurrent;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Lanes.Forwards;
using SshGate.Gateway.Onward;
using SshGate.Ssh;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// One authenticated SSH connection of a principal: what a valid token bought. It owns the grant, the onward connection that
/// its sessions share, and the clock that ends both with the token.
/// </summary>
internal sealed class GateConnection : IServerConnectionHandler
{
    /// <summary>How long sessions may take to say goodbye; R5 wants a revoked one cut within a second.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a client may take to leave by itself once its sessions are over and it has their exit status.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(150);

    /// <summary>The longest that any connection lives, whatever its token says; below the 49 days that timers can count.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    /// <summary>
    /// Refused channels and requests before the connection is ended. Each one is a durable audit event; a stock client that asks
    /// for all it can has a handful.
    /// </summary>
    private const int MaxRefusals = 100;

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly GateServices _gate;
    private readonly string _userName;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lazy<Task<GrantOutcome>> _grant;
    private readonly ForwardDoor _forwards;
    private ITimer? _expiry;
    private SshServerConnection? _connection;
    private int _refusals;
    private string? _endReason;

    public GateConnection(GateServices gate, VerifiedIdentity identity, string userName, SshConnectionInfo info)
    {
        _gate = gate;
        _userName = userName;
        Identity = identity;
        Info = info;
        Onward = new OnwardLeg(gate.Targets);
        _forwards = new ForwardDoor(gate, this);
        // Decided once, when the first channel needs it: the refusal then has a standard error to go to.
        _grant = new Lazy<Task<GrantOutcome>>(() => gate.Grants.IssueAsync(this, userName, _ending.Token));
    }

    /// <summary>Unguessable id, <c>c-…</c>.</summary>
    public string Id { get; } = Identifier.New('c');

    public VerifiedIdentity Identity { get; }

    public SshConnectionInfo Info { get; }

    /// <summary>The agent's address without the port, as policies compare it.</summary>
    public string SourceAddress => Info.RemoteEndPoint.Address.ToString();

    /// <summary>Cancelled when the token ends, the session is killed, or the connection is gone.</summary>
    public CancellationToken Ending => _ending.Token;

    public void Attach(SshServerConnection connection)
    {
        _connection = connection;
        var left = Identity.ExpiresAt - _gate.Clock.GetUtcNow();
        _expiry = _gate.Clock.CreateTimer(
            _ => _ = EndAsync("the access token has expired; log in again with a new one"),
            null,
            TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, LongestLife.Ticks)),
            Timeout.InfiniteTimeSpan);
    }

    public async ValueTask<ChannelOpenOutcome> OpenChannelAsync(ChannelOpenRequest request, CancellationToken cancellationToken)
    {
        switch (ChannelAuthorization.Decide(request))
        {
            case ChannelAction.Session:
                // The library disposes it when the channel is closed.
#pragma warning disable CA2000
                return new ChannelOpenOutcome.Accept(new SessionChannel(_gate, this));
#pragma warning restore CA2000

            case ChannelAction.ForwardLane when request.Destination is { } destination:
                return await _forwards.OpenAsync(destination, cancellationToken);

            default:
                await AuditRefusalAsync("channel", request.Type, cancellationToken);
                return new ChannelOpenOutcome.Refuse(
                    ChannelOpenFailure.AdministrativelyProhibited,
                    "sshgate: channels of this type are not allowed through the gate");
        }
    }

    public async ValueTask<bool> GlobalRequestAsync(GlobalRequest request, CancellationToken cancellationToken)
    {
        if (ChannelAuthorization.AllowsGlobalRequest(request))
        {
            return true;
        }

        await AuditRefusalAsync("global request", request.Name, cancellationToken);
        return false;
    }

    /// <summary>The grant, or why there is none; the same answer for every channel.</summary>
    public Task<GrantOutcome> GrantAsync() => _grant.Value;

    /// <summary>The onward connection that sessions share where certificates do not give each its own; opened at the first release.</summary>
    public OnwardLeg Onward { get; }

    /// <summary>Why the gate ended the connection; null while it lives or when the client left.</summary>
    public string? EndReason => _endReason ?? (_connection?.Cause is { ByPeer: false } cause ? cause.Text : null);

    /// <summary>Runs the body of a session, and lets <see cref="EndAsync"/> wait for it.</summary>
    public async Task RunSessionAsync(string id, Func<Task> body)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = over.Task;
        try
        {
            await body();
        }
        finally
        {
            _running.TryRemove(id, out _);
            over.TrySetResult();
        }
    }

    /// <summary>Ends the connection and everything in it: the sessions say so to the agent, then the client is told why.</summary>
    public async Task EndAsync(string reason)
    {
        _endReason ??= reason;
        try
        {
            await _ending.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself a moment before; nothing of it is left to be told.
            return;
        }

        try
        {
            await Task.WhenAll(_running.Values).WaitAsync(LastWords, _gate.Clock);
        }
        catch (TimeoutException)
        {
            // An agent that does not read does not hear it; it is cut all the same.
        }

        if (_connection is { } connection)
        {
            try
            {
                await Task.Delay(Farewell, _gate.Clock, connection.Stopping);
            }
            catch (OperationCanceledException)
            {
                // It left.
            }

            await connection.DisconnectAsync(DisconnectReason.ByApplication, $"sshgate: {reason}");
        }
    }

    /// <summary>Records a refused channel or request; one that only produces refusals is ended.</summary>
    public async ValueTask AuditRefusalAsync(string what, string type, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _refusals) > MaxRefusals)
        {
            if (_connection is { } connection)
            {
                await connection.DisconnectAsync(
                    DisconnectReason.ByApplication, $"sshgate: more than {MaxRefusals} refused requests on one connection");
            }

            return;
        }

        await _gate.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventType.ChannelRefused,
                ConnectionId = Id,
                Principal = AuditPrincipal.From(Identity),
                Details = new AuditDetails().With("what", what).With("type", Terminal.Printable.Escape(type)),
            },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_expiry is not null)
        {
            await _expiry.DisposeAsync();
        }

        await _ending.CancelAsync();
        if (_grant.IsValueCreated)
        {
            await ((Task)_grant.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            await Onward.DisposeAsync();
            if (_connection is not null)
            {
                await _gate.Audit.AppendAsync(
                    new AuditEvent
                    {
                        Type = AuditEventType.ConnectionClosed,
                        ConnectionId = Id,
                        Principal = AuditPrincipal.From(Identity),
                        Details = new AuditDetails().With("user_name", Terminal.Printable.Escape(_userName)),
                    },
                    CancellationToken.None);
            }
        }
        finally
        {
            _ending.Dispose();
        }
    }
}

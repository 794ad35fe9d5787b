using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Targets;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Onward;

/// <summary>
/// The way of one session to its target. With keys, all sessions of an agent's connection share one onward connection. A
/// certificate names its session and allows no more than that one needs, so there each session has a connection of its own, and
/// so has each approved command.
/// </summary>
internal sealed class SessionOnward(TargetConnector targets, SessionScope scope) : IAsyncDisposable
{
    private readonly OnwardLeg _own = new(targets);

    private readonly bool _usesCertificates = scope.Grant.Target.Route
        .Select(hop => hop.Account)
        .Append(scope.Grant.Account)
        .Any(account => account.Credential is TargetCredential.Certificate);

    private OnwardLeg Leg => _usesCertificates ? _own : scope.Session.Connection.Onward;

    /// <summary>Opens a session channel on the target, for whatever the session does there.</summary>
    /// <exception cref="TargetUnavailableException">The target does not answer, is not the pinned machine, or lets nobody in.</exception>
    public async Task<SshChannel> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var connection = await Leg.ConnectedAsync(OnwardPurpose.Of(scope), cancellationToken);
        return await connection.OpenSessionAsync(cancellationToken);
    }

    /// <summary>Opens a session channel for one admitted command: if people approved it, one whose certificate says so.</summary>
    /// <exception cref="TargetUnavailableException">As for a session.</exception>
    public async Task<OnwardChannel> OpenSessionAsync(AdmittedCommand command, bool needsTerminal, CancellationToken cancellationToken)
    {
        if (!_usesCertificates || command.Claim is null)
        {
            return new OnwardChannel(await OpenSessionAsync(cancellationToken), null);
        }

        // The channel's owner disposes it.
#pragma warning disable CA2000
        var connection = await targets.ConnectAsync(OnwardPurpose.Of(scope, command, needsTerminal), cancellationToken);
#pragma warning restore CA2000
        try
        {
            return new OnwardChannel(await connection.OpenSessionAsync(cancellationToken), connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the target connect to a destination.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="requestId">The approved request, or null. A forward is a session of its own, so its connection names it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="TargetUnavailableException">As for a session; or the target does not forward, or nobody answers there.</exception>
    public async Task<SshChannel> OpenForwardAsync(
        ForwardDestination destination, string? requestId, CancellationToken cancellationToken)
    {
        var connection = await Leg.ConnectedAsync(OnwardPurpose.OfForward(scope, requestId), cancellationToken);
        return await connection.OpenForwardAsync(destination, cancellationToken);
    }

    /// <summary>Ends what is the session's own.</summary>
    public ValueTask DisposeAsync() => _own.DisposeAsync();
}

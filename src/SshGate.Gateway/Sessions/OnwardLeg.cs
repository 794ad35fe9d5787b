using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The onward connection of one agent's connection: opened when the first command is released, used by all its sessions,
/// opened again when it was lost. Never shared between principals or grants.
/// </summary>
internal sealed class OnwardLeg(TargetConnector connector) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SshClientConnection? _connection;

    /// <summary>Opens a session channel on the target.</summary>
    /// <exception cref="TargetUnavailableException">The target does not answer, is not the pinned machine, or lets nobody in.</exception>
    public Task<SshChannel> OpenSessionAsync(Grant grant, string connectionId, CancellationToken cancellationToken) =>
        OpenAsync(
            grant,
            connectionId,
            (connection, cancel) => connection.OpenSessionAsync(cancel),
            "refused to open a session",
            cancellationToken);

    /// <summary>Has the target connect to a destination.</summary>
    /// <exception cref="TargetUnavailableException">As for a session; or the target does not forward, or nobody answers there.</exception>
    public Task<SshChannel> OpenForwardAsync(
        Grant grant, string connectionId, ForwardDestination destination, CancellationToken cancellationToken) =>
        OpenAsync(
            grant,
            connectionId,
            (connection, cancel) => connection.OpenForwardAsync(destination, cancel),
            "could not connect there, or does not forward",
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }

        _turn.Release();
        _turn.Dispose();
    }

    private async Task<SshChannel> OpenAsync(
        Grant grant,
        string connectionId,
        Func<SshClientConnection, CancellationToken, ValueTask<SshChannel>> open,
        string refusal,
        CancellationToken cancellationToken)
    {
        var connection = await ConnectedAsync(grant, connectionId, cancellationToken);
        using var deadline = connector.StartDeadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await open(connection, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetUnavailableException($"the target '{grant.Target.Name}' does not answer any more");
        }
        catch (ChannelOpenException refused)
        {
            throw new TargetUnavailableException($"the target '{grant.Target.Name}' {refusal}", refused);
        }
    }

    /// <summary>One session dials, the others wait for it; what comes after the login they do side by side.</summary>
    private async Task<SshClientConnection> ConnectedAsync(Grant grant, string connectionId, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { Completion.IsCompleted: true } lost)
            {
                _connection = null;
                await lost.DisposeAsync();
            }

            return _connection ??= await connector.ConnectAsync(grant, connectionId, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }
}

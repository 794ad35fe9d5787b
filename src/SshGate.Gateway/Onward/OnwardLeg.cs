namespace SshGate.Gateway.Onward;

/// <summary>
/// An onward connection that is used more than once: opened when it is first needed, opened again when it was lost. Never shared
/// between principals or grants.
/// </summary>
internal sealed class OnwardLeg(TargetConnector connector) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private OnwardConnection? _connection;

    /// <summary>The connection; one caller dials, the others wait for it.</summary>
    /// <exception cref="TargetUnavailableException">The target does not answer, is not the pinned machine, or lets nobody in.</exception>
    public async Task<OnwardConnection> ConnectedAsync(OnwardPurpose purpose, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOver: true } lost)
            {
                _connection = null;
                await lost.DisposeAsync();
            }

            return _connection ??= await connector.ConnectAsync(purpose, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

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
}

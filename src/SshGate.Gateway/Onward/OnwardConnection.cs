using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Onward;

/// <summary>A login at a target, with the logins at the machines on the way; disposing ends them all, the farthest first.</summary>
internal sealed class OnwardConnection(
    string target, IReadOnlyList<SshClientConnection> hops, Func<CancellationTokenSource> startDeadline) : IAsyncDisposable
{
    /// <summary>Whether the connection to the target has ended.</summary>
    public bool IsOver => hops[^1].Completion.IsCompleted;

    /// <summary>Opens a session channel on the target.</summary>
    /// <exception cref="TargetUnavailableException">The target does not answer any more, or refuses.</exception>
    public Task<SshChannel> OpenSessionAsync(CancellationToken cancellationToken) =>
        OpenAsync((connection, cancel) => connection.OpenSessionAsync(cancel), "refused to open a session", cancellationToken);

    /// <summary>Has the target connect to a destination.</summary>
    /// <exception cref="TargetUnavailableException">As for a session; or the target does not forward, or nobody answers there.</exception>
    public Task<SshChannel> OpenForwardAsync(ForwardDestination destination, CancellationToken cancellationToken) =>
        OpenAsync(
            (connection, cancel) => connection.OpenForwardAsync(destination, cancel),
            "could not connect there, or does not forward",
            cancellationToken);

    /// <summary>Ends all hops.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var hop in hops.Reverse())
        {
            await hop.DisposeAsync();
        }
    }

    private async Task<SshChannel> OpenAsync(
        Func<SshClientConnection, CancellationToken, ValueTask<SshChannel>> open, string refusal, CancellationToken cancellationToken)
    {
        using var deadline = startDeadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await open(hops[^1], either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetUnavailableException($"the target '{target}' does not answer any more");
        }
        catch (ChannelOpenException refused)
        {
            throw new TargetUnavailableException($"the target '{target}' {refusal}", refused);
        }
    }
}

namespace SshGate.Ssh.Server;

/// <summary>What a logged-in client may do; disposed when the connection and all its channels ended.</summary>
public interface IServerConnectionHandler : IAsyncDisposable
{
    /// <summary>Called once, before anything else and before the client learns of its login.</summary>
    /// <param name="connection">The connection.</param>
    public void Attach(SshServerConnection connection);

    /// <summary>The client opens a channel. Several calls may run at once.</summary>
    /// <param name="request">What it asks for.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    /// <returns>Acceptance or refusal. An exception counts as a refusal.</returns>
    public ValueTask<ChannelOpenOutcome> OpenChannelAsync(ChannelOpenRequest request, CancellationToken cancellationToken);

    /// <summary>The client sends a global request (RFC 4254 §4); called in their order.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    /// <returns>Whether it was done. An exception counts as no.</returns>
    public ValueTask<bool> GlobalRequestAsync(GlobalRequest request, CancellationToken cancellationToken);
}

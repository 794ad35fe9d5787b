using SshGate.Ssh.Connection;

namespace SshGate.Ssh.Server;

/// <summary>Serves one channel of a client; disposed when the channel is closed and the body ended.</summary>
public interface IServerChannelHandler : IAsyncDisposable
{
    /// <summary>Called once, before the client learns that its channel is open.</summary>
    /// <param name="channel">The channel.</param>
    public void Attach(SshChannel channel);

    /// <summary>A request on the channel; called in their order, one at a time, also while a body runs.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the channel or the connection ends.</param>
    /// <returns>The outcome. An exception counts as a refusal and closes the channel.</returns>
    public ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken);
}

using SshGate.Ssh.Connection;

namespace SshGate.Ssh.Server;

/// <summary>The answer to CHANNEL_OPEN (RFC 4254 §5.1).</summary>
public abstract record ChannelOpenOutcome
{
    private ChannelOpenOutcome()
    {
    }

    /// <summary>The channel is opened.</summary>
    /// <param name="Handler">Serves it; the library disposes it.</param>
    public sealed record Accept(IServerChannelHandler Handler) : ChannelOpenOutcome;

    /// <summary>
    /// The channel is opened and <paramref name="Body"/> runs on it, once and in any case; it is closed when that ends. For channels
    /// that only carry data (RFC 4254 §7.2): requests on it are refused.
    /// </summary>
    /// <param name="Body">Its work; the token is cancelled when the channel or the connection goes away.</param>
    public sealed record Run(Func<SshChannel, CancellationToken, Task> Body) : ChannelOpenOutcome;

    /// <summary>The channel is refused.</summary>
    /// <param name="Reason">The code for the client.</param>
    /// <param name="Text">The reason in words for the client; sanitized by the library.</param>
    public sealed record Refuse(ChannelOpenFailure Reason, string Text) : ChannelOpenOutcome;
}

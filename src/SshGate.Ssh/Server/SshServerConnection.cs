using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Server;

/// <summary>A logged-in client's connection, for its handler.</summary>
public sealed class SshServerConnection
{
    internal SshServerConnection(SshTransport transport, SshConnectionInfo info)
    {
        Transport = transport;
        Info = info;
    }

    /// <summary>Who connected, and how.</summary>
    public SshConnectionInfo Info { get; }

    /// <summary>
    /// Completes when the connection and all its handlers ended, with the reason; never fails. A handler must not wait for it.
    /// </summary>
    public Task<SshDisconnect> Completion => Transport.Completion;

    /// <summary>Cancelled when the connection begins to end.</summary>
    public CancellationToken Stopping => Transport.Stopping;

    internal SshTransport Transport { get; }

    /// <summary>Why the connection ends, as soon as that is certain; null while it lasts.</summary>
    public SshDisconnect? Cause => Transport.Cause;

    /// <summary>Ends the connection with SSH_MSG_DISCONNECT; what was sent before still goes out. Does not wait for the end.</summary>
    /// <param name="reason">The code.</param>
    /// <param name="text">The reason in words; sanitized.</param>
    public ValueTask DisconnectAsync(DisconnectReason reason, string text)
    {
        Transport.Disconnect(reason, PeerText.ForTerminal(text));
        return ValueTask.CompletedTask;
    }
}

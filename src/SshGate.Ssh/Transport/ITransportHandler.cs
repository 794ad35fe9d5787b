using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// The layer above the transport. All but <see cref="DrainAsync"/> run on the read loop (or the timer) and must not wait;
/// payloads are valid during the call only.
/// </summary>
internal interface ITransportHandler
{
    /// <summary>The first key exchange is complete.</summary>
    public void OnFirstKeys();

    public void OnExtInfo(ReadOnlySpan<byte> payload);

    /// <summary>SERVICE_REQUEST on a server, SERVICE_ACCEPT on a client (RFC 4253 §10).</summary>
    public void OnService(ReadOnlySpan<byte> payload);

    /// <summary>A message of RFC 4252 that the table admits.</summary>
    public void OnAuthentication(MessageId message, ReadOnlySpan<byte> payload);

    /// <summary>A message of RFC 4254.</summary>
    public void OnConnection(MessageId message, ReadOnlyMemory<byte> payload);

    /// <summary>About once a second.</summary>
    /// <param name="silence">How long the peer has sent nothing.</param>
    public void OnTick(TimeSpan silence);

    /// <summary>The connection is over: cancel and fail all that hangs on it.</summary>
    public void OnClosing(SshDisconnect cause);

    /// <summary>Waits for every task of this layer, after the link is closed.</summary>
    public ValueTask DrainAsync();
}

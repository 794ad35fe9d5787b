namespace SshGate.Ssh.Transport;

/// <summary>
/// A channel as the packet writer sees it. The writer asks under its lock, right before it seals data: data that waited
/// while the channel was closed must not follow the CLOSE, which a peer answers by ending the connection.
/// </summary>
internal interface IOutputGate
{
    /// <summary>The recipient's number of the channel.</summary>
    public uint RemoteId { get; }

    /// <summary>Whether EOF or CLOSE was sent.</summary>
    public bool IsShut { get; }
}

namespace SshGate.Ssh.Transport;

/// <summary>Which side of a connection we are; the core is the same for both.</summary>
internal enum SshRole
{
    Server,
    Client,
}

namespace SshGate.Ssh.Transport;

/// <summary>Who offers a key exchange method.</summary>
internal enum KexUse
{
    /// <summary>Servers and clients.</summary>
    Both,

    /// <summary>Clients: a server would compute too much for strangers.</summary>
    ClientOnly,

    /// <summary>Clients whose options name it (<see cref="InsecureAlgorithms"/>).</summary>
    OnDemand,
}

namespace SshGate.Ssh.Server;

/// <summary>Limits on connections, applied before anything is allocated for one. The first three are OpenSSH's MaxStartups.</summary>
public sealed record SshAdmissionOptions
{
    /// <summary>Connections without a login from which on newcomers are dropped at random. Default 10.</summary>
    public int StartupsBegin { get; init; } = 10;

    /// <summary>The chance of that at <see cref="StartupsBegin"/> in percent, rising to 100. Default 30.</summary>
    public int StartupsRate { get; init; } = 30;

    /// <summary>Connections without a login at which every newcomer is dropped. Default 100.</summary>
    public int StartupsFull { get; init; } = 100;

    /// <summary>
    /// Connections without a login from one source address (IPv6: one /64, which is what one host gets). Default 20.
    /// </summary>
    public int StartupsPerSource { get; init; } = 20;

    /// <summary>Connections from one source in all. Default 500.</summary>
    public int ConnectionsPerSource { get; init; } = 500;

    /// <summary>Connections in all. Default 2000, some 60 MB when idle.</summary>
    public int Connections { get; init; } = 2000;
}

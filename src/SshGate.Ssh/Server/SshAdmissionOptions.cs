namespace SshGate.Ssh.Server;

/// <summary>Limits on connections, applied before anything is allocated for one. The first three are OpenSSH's MaxStartups.</summary>
public sealed record SshAdmissionOptions
{
    /// <summary>Connections without a login from which on newcomers are dropped at random. OpenSSH has 10. Default 100.</summary>
    public int StartupsBegin { get; init; } = 100;

    /// <summary>The chance of that at <see cref="StartupsBegin"/> in percent, rising to 100. Default 30.</summary>
    public int StartupsRate { get; init; } = 30;

    /// <summary>Connections without a login at which every newcomer is dropped. OpenSSH has 100. Default 300.</summary>
    public int StartupsFull { get; init; } = 300;

    /// <summary>
    /// Connections without a login from one source address (IPv6: one /64, which is what one host gets). Keep it below
    /// <see cref="StartupsBegin"/>: then one source alone never causes another one's connections to be dropped. Default 50.
    /// </summary>
    public int StartupsPerSource { get; init; } = 50;

    /// <summary>Connections from one source in all. Default 500.</summary>
    public int ConnectionsPerSource { get; init; } = 500;

    /// <summary>Connections in all. Default 2000, some 60 MB when idle.</summary>
    public int Connections { get; init; } = 2000;

    /// <summary>What connections that end without a login cost their source.</summary>
    public SshPenaltyOptions Penalties { get; init; } = new();

    /// <summary>Proxies that say for whom they connect.</summary>
    public SshProxyOptions Proxies { get; init; } = new();
}

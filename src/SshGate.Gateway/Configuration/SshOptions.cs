namespace SshGate.Gateway.Configuration;

/// <summary>Where agents connect, and what one of them may cost before it has proven who it is.</summary>
public sealed record SshOptions
{
    /// <summary>Address and port, such as <c>0.0.0.0:2222</c> or <c>[::]:2222</c>. Port 0 takes any free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:2222";

    /// <summary>From connect to login, in all; OpenSSH's LoginGraceTime default is 2 minutes, long for programs.</summary>
    public TimeSpan LoginGraceTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failed logins on one connection before it is closed (OpenSSH's MaxAuthTries).</summary>
    public int MaxAuthTries { get; init; } = 6;

    /// <summary>Unauthenticated connections from which on new ones are dropped at random (OpenSSH's MaxStartups, begin).</summary>
    public int MaxStartupsBegin { get; init; } = 100;

    /// <summary>Unauthenticated connections at which all new ones are dropped (OpenSSH's MaxStartups, full).</summary>
    public int MaxStartupsFull { get; init; } = 300;

    /// <summary>Chance in percent of a drop at the beginning; it grows to 100 (OpenSSH's MaxStartups, rate).</summary>
    public int MaxStartupsRate { get; init; } = 30;

    /// <summary>
    /// Unauthenticated connections from one address. Kept below <see cref="MaxStartupsBegin"/>, so that one address alone can
    /// never cause another one's connections to be dropped.
    /// </summary>
    public int MaxStartupsPerSource { get; init; } = 50;

    /// <summary>Connections from one address in all: agents often share one machine.</summary>
    public int MaxConnectionsPerSource { get; init; } = 1000;

    /// <summary>Connections in all; an idle one costs some 30 KiB.</summary>
    public int MaxConnections { get; init; } = 5000;

    /// <summary>Channels open at once on one connection.</summary>
    public int MaxChannels { get; init; } = 64;

    /// <summary>How long a command whose standard input is code may take to send all of it.</summary>
    public TimeSpan CodeInputTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a quiet client is asked whether it is there; three unanswered questions end the connection.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection may be without channel traffic in either direction before it is ended; zero sets no limit. A
    /// command that says nothing for that long is cut, one that is held is not: the agent hears that it still waits.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a connection lasts at most, whatever its token says; zero leaves it to the token.</summary>
    public TimeSpan MaxConnectionTime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What connections that end without a login cost their source.</summary>
    public PenaltyOptions Penalties { get; init; } = new();

    /// <summary>Proxies in front of the gate that say for whom they connect.</summary>
    public ProxyOptions ProxyProtocol { get; init; } = new();
}

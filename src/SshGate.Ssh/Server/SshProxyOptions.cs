using System.Net;

namespace SshGate.Ssh.Server;

/// <summary>
/// The PROXY protocol, versions 1 and 2 (HAProxy): a TCP proxy says in a header for whom it connects. From the listed networks
/// the header is required and its address counts; from anywhere else it is garbage like any other.
/// </summary>
public sealed record SshProxyOptions
{
    /// <summary>Where trusted proxies connect from. Whoever can connect from there can claim any address. Default none.</summary>
    public IReadOnlyList<IPNetwork> From { get; init; } = [];

    /// <summary>How long the header may take; proxies send it at once. Default 5 s.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections of all proxies whose header is awaited; more are closed. Default 200.</summary>
    public int MaxWaiting { get; init; } = 200;
}

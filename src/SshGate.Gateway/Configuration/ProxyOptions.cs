namespace SshGate.Gateway.Configuration;

/// <summary>The PROXY protocol, versions 1 and 2: from the listed networks required, from elsewhere refused.</summary>
public sealed record ProxyOptions
{
    /// <summary>Addresses or networks of the proxies. Whoever can connect from there can claim to be anyone. None: it is off.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>How long a proxy may take to say for whom it connects.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

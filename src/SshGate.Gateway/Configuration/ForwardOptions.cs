namespace SshGate.Gateway.Configuration;

/// <summary>Connections through a target. Whether there is one at all, and where it may lead, is the policy's to say.</summary>
public sealed record ForwardOptions
{
    /// <summary>Open at once on one connection, those that wait for people included.</summary>
    public int MaxPerConnection { get; init; } = 16;

    /// <summary>How long one of them lives at most.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one may carry nothing in either direction before it is ended.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Ports where SSH servers listen: no forward leads to one, whatever the host, because a second SSH inside a forward is a
    /// session that nobody judges. The target's own port and the gate's own ports always belong to them.
    /// </summary>
    public IReadOnlyList<int> SshPorts { get; init; } = [22];
}

using SshGate.Ssh.Server;

namespace SshGate.Gateway.Configuration;

/// <summary>
/// Time that connections which end without a login cost their source (OpenSSH's PerSourcePenalties). It adds up and runs off;
/// above <see cref="Min"/> the source is refused until it has run off. Zero switches a kind off.
/// </summary>
public sealed record PenaltyOptions
{
    /// <summary>Its attempts to log in failed.</summary>
    public TimeSpan AuthFailed { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>It left without an attempt, as scanners and health checks do.</summary>
    public TimeSpan NoAuth { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>It did not speak SSH.</summary>
    public TimeSpan Garbage { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>It used up the login grace time.</summary>
    public TimeSpan GraceExceeded { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>It led to a fault of the gate.</summary>
    public TimeSpan Crash { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Below it nothing is enforced.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A penalty grows no further.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sources remembered, IPv4 and IPv6 each.</summary>
    public int MaxSources { get; init; } = 65_536;

    /// <summary>When more than that misbehave: forget the mildest, or let nobody in.</summary>
    public PenaltyOverflow Overflow { get; init; } = PenaltyOverflow.Permissive;

    /// <summary>
    /// Networks without penalties. This machine by default: behind a plain port forwarding everyone comes from it, and one
    /// agent with an old token would lock all the others out.
    /// </summary>
    public IReadOnlyList<string> Exempt { get; init; } = ["127.0.0.0/8", "::1/128"];
}

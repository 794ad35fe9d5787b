using System.Net;

namespace SshGate.Ssh.Server;

/// <summary>
/// Penalties of sources whose connections end without a login, as OpenSSH's PerSourcePenalties. Each adds time to the source's
/// penalty, which runs off as time passes. Once it has passed <see cref="Min"/> the source is refused until it has run off;
/// connections that are open stay. Zero switches a kind off.
/// </summary>
public sealed record SshPenaltyOptions
{
    /// <summary>For a connection that led to a fault of ours: somebody may be looking for a hole. OpenSSH has 90 s. Default 90 s.</summary>
    public TimeSpan Crash { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>For a connection whose attempts to log in failed. OpenSSH has 5 s. Default 5 s.</summary>
    public TimeSpan AuthFailed { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For a connection that broke the protocol before a login. OpenSSH counts it as no attempt, 1 s. Default 5 s.</summary>
    public TimeSpan Garbage { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For a connection that left without an attempt. OpenSSH has 1 s. Default 1 s.</summary>
    public TimeSpan NoAuth { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For a connection that used up the login grace time. OpenSSH has 10 s. Default 10 s.</summary>
    public TimeSpan GraceExceeded { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Below it a penalty is remembered and not enforced: everyone mistypes once. OpenSSH has 15 s. Default 15 s.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A penalty grows no further. OpenSSH has 10 min. Default 10 min.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sources remembered, IPv4 and IPv6 each, some 200 bytes apiece. OpenSSH has 65536. Default 65536.</summary>
    public int MaxSources { get; init; } = 65_536;

    /// <summary>What happens when they are more. Default <see cref="PenaltyOverflow.Permissive"/>, as OpenSSH.</summary>
    public PenaltyOverflow Overflow { get; init; } = PenaltyOverflow.Permissive;

    /// <summary>Networks that are never penalised; the other limits hold for them too. Default none.</summary>
    public IReadOnlyList<IPNetwork> Exempt { get; init; } = [];

    internal TimeSpan Of(PenaltyKind kind) => kind switch
    {
        PenaltyKind.NoAuth => NoAuth,
        PenaltyKind.AuthFailed => AuthFailed,
        PenaltyKind.Garbage => Garbage,
        PenaltyKind.GraceExceeded => GraceExceeded,
        PenaltyKind.Crash => Crash,
    };
}

namespace SshGate.Gateway.Audit;

/// <summary>One line of the audit log as it is stored. The hash covers every other field and the hash before it.</summary>
public sealed record AuditEntry
{
    /// <summary>Its number; the first entry is 1 and there are no gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The stored name of its <see cref="AuditEventType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The TCP connection that it belongs to.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>The session that it belongs to.</summary>
    public string? SessionId { get; init; }

    /// <summary>The approval request that it belongs to.</summary>
    public string? RequestId { get; init; }

    /// <summary>Who did it: an <see cref="AuditPrincipal"/> as JSON.</summary>
    public string? Principal { get; init; }

    /// <summary>The facts, as one JSON object.</summary>
    public required string Details { get; init; }

    /// <summary>The hash of the entry before; 32 zero bytes for the first.</summary>
    public required ReadOnlyMemory<byte> PreviousHash { get; init; }

    /// <summary>SHA-256 of everything above.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }
}

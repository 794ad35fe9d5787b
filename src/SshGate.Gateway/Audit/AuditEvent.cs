namespace SshGate.Gateway.Audit;

/// <summary>One security fact for the auditor. Diagnostics go to the logger instead.</summary>
public sealed record AuditEvent
{
    /// <summary>What happened.</summary>
    public required AuditEventType Type { get; init; }

    /// <summary>The TCP connection that it belongs to.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>The session that it belongs to.</summary>
    public string? SessionId { get; init; }

    /// <summary>The approval request that it belongs to.</summary>
    public string? RequestId { get; init; }

    /// <summary>Who did it; absent for what the gate does by itself.</summary>
    public AuditPrincipal? Principal { get; init; }

    /// <summary>The facts.</summary>
    public AuditDetails Details { get; init; } = new();
}

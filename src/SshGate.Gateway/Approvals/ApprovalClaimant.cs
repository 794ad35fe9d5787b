using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Approvals;

/// <summary>Who wants to use an approval: a proven principal in one of its sessions.</summary>
public sealed record ApprovalClaimant
{
    /// <summary>A claimant.</summary>
    public ApprovalClaimant(VerifiedIdentity identity, string connectionId, string sessionId)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Principal = AuditPrincipal.From(identity);
        ConnectionId = connectionId;
        SessionId = sessionId;
    }

    /// <summary>The principal, as proven for this connection.</summary>
    public AuditPrincipal Principal { get; }

    /// <summary>Its connection.</summary>
    public string ConnectionId { get; }

    /// <summary>The session that would run the command.</summary>
    public string SessionId { get; }
}

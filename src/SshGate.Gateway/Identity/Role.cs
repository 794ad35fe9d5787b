namespace SshGate.Gateway.Identity;

/// <summary>
/// What a principal may do at the gate itself. Roles come from the token (<see cref="RoleMapping"/>); what a principal
/// may do
/// on a target is the policy's question, and asking it needs no role beyond <see cref="Agent"/>.
/// </summary>
public enum Role
{
    /// <summary>May open gated sessions: AI agents, service accounts and people alike.</summary>
    Agent,

    /// <summary>May decide approval requests of others, where the policy names one of his groups.</summary>
    Approver,

    /// <summary>May read recordings and the audit log.</summary>
    Auditor,

    /// <summary>May look at and end sessions and manage targets and keys; may not decide approvals.</summary>
    Operator,
}

namespace SshGate.Gateway.Approvals;

/// <summary>Why a decision was not taken.</summary>
public enum DecisionRefusal
{
    /// <summary>There is no such request.</summary>
    NotFound,

    /// <summary>The request is decided, expired or withdrawn already.</summary>
    NotPending,

    /// <summary>The one who decides asked for it, is its agent or owner, or uses the same client.</summary>
    SelfApproval,

    /// <summary>Agents and service accounts do not decide.</summary>
    NotAPerson,

    /// <summary>The role or every group that may decide this request is missing.</summary>
    NotPermitted,

    /// <summary>This person has approved it before; a person counts once.</summary>
    AlreadyDecided,

    /// <summary>What was shown is not what would run.</summary>
    DigestMismatch,

    /// <summary>A rejection needs a reason, and a reason has a greatest length.</summary>
    ReasonUnusable,

    /// <summary>The token that proved the person has ended.</summary>
    IdentityExpired,
}

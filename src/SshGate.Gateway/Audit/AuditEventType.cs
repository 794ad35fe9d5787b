namespace SshGate.Gateway.Audit;

/// <summary>What happened. Stored by its name in snake case (<c>session_started</c>), so renaming one breaks old logs.</summary>
public enum AuditEventType
{
    /// <summary>The gate began to work on this store.</summary>
    GateStarted,

    /// <summary>The gate stopped in good order.</summary>
    GateStopped,

    /// <summary>A policy document was put into use.</summary>
    PolicyLoaded,

    /// <summary>A policy document was refused; the one before stays.</summary>
    PolicyRefused,

    /// <summary>A TCP connection reached key exchange.</summary>
    ConnectionOpened,

    /// <summary>A connection was refused before or by policy.</summary>
    ConnectionRefused,

    /// <summary>A connection ended.</summary>
    ConnectionClosed,

    /// <summary>A token proved an identity.</summary>
    AuthenticationAccepted,

    /// <summary>A token or a login was refused.</summary>
    AuthenticationRefused,

    /// <summary>A principal received a grant for a target.</summary>
    GrantIssued,

    /// <summary>A grant ended before its time.</summary>
    GrantRevoked,

    /// <summary>A session began.</summary>
    SessionStarted,

    /// <summary>A session ended.</summary>
    SessionEnded,

    /// <summary>A person ended a session.</summary>
    SessionKilled,

    /// <summary>A channel or channel request was refused.</summary>
    ChannelRefused,

    /// <summary>Policy allowed a command without a person.</summary>
    CommandAllowed,

    /// <summary>Policy denied a command; nothing reached the target.</summary>
    CommandDenied,

    /// <summary>An agent asked what would be decided about a command; nothing was run.</summary>
    CommandExplained,

    /// <summary>A command was sent to its target.</summary>
    CommandReleased,

    /// <summary>A released command ended.</summary>
    CommandEnded,

    /// <summary>An approved interactive program takes keystrokes from now on, which nobody judges.</summary>
    UngatedInputBegan,

    /// <summary>It takes none any more.</summary>
    UngatedInputEnded,

    /// <summary>A command could not be run or its end is not known.</summary>
    CommandFailed,

    /// <summary>An admitted file operation was done, or the target refused it.</summary>
    FileOperationEnded,

    /// <summary>A file was closed: what went in and out of it, with digests.</summary>
    FileClosed,

    /// <summary>A command waits for people.</summary>
    ApprovalSubmitted,

    /// <summary>A person approved; more may be needed.</summary>
    ApprovalGiven,

    /// <summary>An attempt to decide was refused (self-approval, missing role, stale view …).</summary>
    ApprovalDecisionRefused,

    /// <summary>A request has all the approvals that it needs.</summary>
    ApprovalApproved,

    /// <summary>A person rejected a request.</summary>
    ApprovalRejected,

    /// <summary>A request waited so long that its backups may decide as well.</summary>
    ApprovalEscalated,

    /// <summary>Nobody decided in time, and a standing pre-approval spoke instead of people.</summary>
    ApprovalFellBack,

    /// <summary>A request ran out of time.</summary>
    ApprovalExpired,

    /// <summary>A request was withdrawn, or its session is gone.</summary>
    ApprovalCancelled,

    /// <summary>An approval was claimed for its one use.</summary>
    ApprovalConsumed,

    /// <summary>A claim was refused: not approved, used already, or other bytes than those approved.</summary>
    ApprovalClaimRefused,

    /// <summary>An approved and claimed command could not be released.</summary>
    ApprovalFailed,

    /// <summary>A recording was begun.</summary>
    RecordingStarted,

    /// <summary>A recording was closed with its seal.</summary>
    RecordingSealed,

    /// <summary>A recording could not be written; its session ended.</summary>
    RecordingFailed,

    /// <summary>Somebody looked at a recording.</summary>
    RecordingRead,

    /// <summary>A target could not be reached or did not let the gate in.</summary>
    TargetUnavailable,

    /// <summary>A target showed a host key that is not the pinned one.</summary>
    TargetHostKeyRefused,

    /// <summary>A vault key was used to log in at a target.</summary>
    CredentialUsed,

    /// <summary>A certificate was made for one login at a target.</summary>
    CertificateIssued,

    /// <summary>A target proved that it has host keys that are not pinned; they are not accepted before an operator adds them.</summary>
    TargetHostKeysAnnounced,

    /// <summary>A vault key was made, imported, rotated or removed.</summary>
    CredentialChanged,

    /// <summary>A call of the API had no valid token.</summary>
    ApiAuthenticationRefused,

    /// <summary>A call of the API lacked the role for it.</summary>
    ApiAccessRefused,
}

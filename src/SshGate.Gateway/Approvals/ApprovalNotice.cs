namespace SshGate.Gateway.Approvals;

/// <summary>
/// Says that something about a request changed. Notices of one request may overtake each other: read the request for
/// its state, take the notice as the reason to look.
/// </summary>
public sealed record ApprovalNotice(string RequestId, ApprovalState State);

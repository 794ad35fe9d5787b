namespace SshGate.Gateway.Approvals;

/// <summary>What a person may say to a request.</summary>
public enum ApprovalVerb
{
    /// <summary>It may run, once, exactly as shown.</summary>
    Approve,

    /// <summary>It must not run.</summary>
    Reject,
}

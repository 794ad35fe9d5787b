namespace SshGate.Policy;

/// <summary>The answers of the policy, most severe first.</summary>
public enum VerdictKind
{
    /// <summary>It does not run.</summary>
    Deny,

    /// <summary>It waits for a person.</summary>
    RequireApproval,

    /// <summary>It runs at once.</summary>
    Allow,
}

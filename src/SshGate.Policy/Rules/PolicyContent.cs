using SshGate.Policy.Classification;

namespace SshGate.Policy.Rules;

/// <summary>Everything a policy file says.</summary>
internal sealed record PolicyContent
{
    public required CommandTable Table { get; init; }

    public IReadOnlyList<Rule> Connections { get; init; } = [];

    public IReadOnlyList<Rule> Commands { get; init; } = [];

    /// <summary>What follows for a command that no rule fits.</summary>
    public VerdictKind CommandDefault { get; init; } = VerdictKind.RequireApproval;

    /// <summary>What follows for a connection that no rule fits.</summary>
    public VerdictKind ConnectionDefault { get; init; } = VerdictKind.Deny;

    public ApprovalRequirement Approval { get; init; } = ApprovalRequirement.Of(["sshgate-approvers"], 1, TimeSpan.FromMinutes(15));
}

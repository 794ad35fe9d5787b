using SshGate.Policy.Classification;

namespace SshGate.Policy.Rules;

/// <summary>Everything a policy file says, with the packs it includes.</summary>
internal sealed record PolicyContent
{
    public required CommandTable Table { get; init; }

    public IReadOnlyList<Rule> Connections { get; init; } = [];

    public IReadOnlyList<Rule> Commands { get; init; } = [];

    public IReadOnlyList<DelegationRule> Delegations { get; init; } = [];

    /// <summary>What follows for a command that no rule fits.</summary>
    public VerdictKind CommandDefault { get; init; } = VerdictKind.RequireApproval;

    /// <summary>What follows for an operation on files that no rule fits; null for the same as for commands.</summary>
    public VerdictKind? FileDefault { get; init; }

    /// <summary>What follows for a connection that no rule fits.</summary>
    public VerdictKind ConnectionDefault { get; init; } = VerdictKind.Deny;

    public ApprovalPlan Approval { get; init; } =
        new(ApprovalRequirement.Of(["sshgate-approvers"], 1, TimeSpan.FromMinutes(15)), false);

    /// <summary>The texts of included packs: they count for the version.</summary>
    public IReadOnlyList<PolicyPack> Packs { get; init; } = [];

    public IReadOnlyList<PolicyTest> Tests { get; init; } = [];

    /// <summary>Names that something outside must know: groups, channels, detectors.</summary>
    public PolicyReferences References { get; init; } = PolicyReferences.None;
}

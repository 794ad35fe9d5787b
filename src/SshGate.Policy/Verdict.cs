namespace SshGate.Policy;

/// <summary>The policy's answer. Only this project makes one.</summary>
public sealed class Verdict
{
    internal Verdict(VerdictKind kind, RiskClass risk, string policyVersion)
    {
        Kind = kind;
        Risk = risk;
        PolicyVersion = policyVersion;
    }

    /// <summary>The question that this answers; it answers no other. Null only for a verdict that no policy gave.</summary>
    public PolicyRequest? Request { get; internal set; }

    /// <summary>What to do.</summary>
    public VerdictKind Kind { get; }

    /// <summary>The most severe risk found; <see cref="RiskClass.Read"/> for a connection.</summary>
    public RiskClass Risk { get; }

    /// <summary>Why, in words.</summary>
    public IReadOnlyList<VerdictReason> Reasons { get; internal init; } = [];

    /// <summary>The rules that decided.</summary>
    public IReadOnlyList<string> Rules { get; internal init; } = [];

    /// <summary>Base names of everything that would run, wrappers included; <c>?</c> where it cannot be known.</summary>
    public IReadOnlyList<string> Effective { get; internal init; } = [];

    /// <summary>The version of the policy that answered.</summary>
    public string PolicyVersion { get; }

    /// <summary>Who must agree, when <see cref="Kind"/> is <see cref="VerdictKind.RequireApproval"/>.</summary>
    public ApprovalRequirement? Approval { get; internal init; }

    /// <summary>The standing pre-approval that allowed it, when one did.</summary>
    public Delegation? Delegation { get; internal init; }

    /// <summary>Masking, notification and recording that rules ask for.</summary>
    public VerdictSettings Settings { get; internal init; } = VerdictSettings.None;

    /// <summary>Tags of every rule that fits (<c>pci-dss</c>, <c>change-control</c> …), for the audit.</summary>
    public IReadOnlyList<string> Tags { get; internal init; } = [];

    /// <summary>What a deciding rule wants the agent to be told; null for the usual words.</summary>
    public string? Message { get; internal init; }

    /// <summary>What the agent could do instead; null when no rule says.</summary>
    public string? Hint { get; internal init; }
}

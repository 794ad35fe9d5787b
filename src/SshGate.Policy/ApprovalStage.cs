namespace SshGate.Policy;

/// <summary>One step of an approval: so many distinct members of any of these groups.</summary>
public sealed record ApprovalStage
{
    /// <summary>The name that people see (<c>technical</c>, <c>security</c> …).</summary>
    public string Name { get; init; } = "approval";

    /// <summary>Whose members may decide; one of the groups is enough.</summary>
    public required IReadOnlyList<string> ApproverGroups { get; init; }

    /// <summary>How many of them.</summary>
    public required int Count { get; init; }
}

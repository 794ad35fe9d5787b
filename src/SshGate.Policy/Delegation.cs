namespace SshGate.Policy;

/// <summary>A standing pre-approval that a verdict rests on: somebody answers for this class of command until a day.</summary>
/// <param name="Name">Its name in the policy.</param>
/// <param name="Owner">The person or team that answers for it.</param>
/// <param name="Until">When it ends.</param>
public sealed record Delegation(string Name, string Owner, DateTimeOffset Until)
{
    /// <summary>The id it has among rules.</summary>
    public string RuleId => "delegation:" + Name;
}

using SshGate.Policy.Rules;

namespace SshGate.Policy;

/// <summary>Names in a policy that something outside must know; a gate that does not know one should say so when it loads.</summary>
public sealed record PolicyReferences
{
    internal static PolicyReferences None { get; } = new();

    /// <summary>Groups of people who are asked.</summary>
    public IReadOnlyList<string> ApproverGroups { get; private init; } = [];

    /// <summary>Channels that are told.</summary>
    public IReadOnlyList<string> NotifyChannels { get; private init; } = [];

    /// <summary>Detectors whose findings are masked.</summary>
    public IReadOnlyList<string> MaskDetectors { get; private init; } = [];

    internal static PolicyReferences Of(PolicyContent content)
    {
        var rules = content.Connections.Concat(content.Commands).ToList();
        var asked = rules.Select(rule => rule.Approval).Append(content.Approval).OfType<ApprovalPlan>().Select(plan => plan.Requirement);
        return new PolicyReferences
        {
            ApproverGroups = Names(asked.SelectMany(requirement => requirement.AllGroups.Concat(requirement.Escalation?.Groups ?? []))),
            NotifyChannels = Names(rules.SelectMany(rule => rule.Settings.Notify)),
            MaskDetectors = Names(rules.SelectMany(rule => rule.Settings.Mask)),
        };
    }

    private static string[] Names(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

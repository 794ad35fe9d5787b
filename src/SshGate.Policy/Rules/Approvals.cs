namespace SshGate.Policy.Rules;

/// <summary>Puts together what several rules ask for, so that all of them get what they want.</summary>
internal static class Approvals
{
    /// <summary>Every stage that is not already another's, the shortest times, and only the help that all of them accept.</summary>
    public static ApprovalRequirement? Union(IReadOnlyList<ApprovalRequirement> asked)
    {
        // The longest first, so that the others find their stages in it.
        var all = asked.OrderByDescending(requirement => requirement.People).ToList();
        return all.Count == 0 ? null : all.Skip(1).Aggregate(all[0], Both);
    }

    private static ApprovalRequirement Both(ApprovalRequirement one, ApprovalRequirement other)
    {
        var stages = one.Stages.ToList();
        var open = Enumerable.Range(0, stages.Count).ToList();
        foreach (var stage in other.Stages)
        {
            var at = open.FindIndex(index => Completes(stages[index], stage));
            if (at < 0)
            {
                stages.Add(stage);
                continue;
            }

            stages[open[at]] = stages[open[at]] with { Count = Math.Max(stages[open[at]].Count, stage.Count) };
            open.RemoveAt(at);
        }

        return one with
        {
            Stages = stages,
            ExpiresAfter = Shorter(one.ExpiresAfter, other.ExpiresAfter)!.Value,
            ServiceLevel = Shorter(one.ServiceLevel, other.ServiceLevel),
            Escalation = Common(one.Escalation, other.Escalation),
            Fallback = one.Fallback == other.Fallback ? one.Fallback : null,
            Labels = [.. one.Labels.Union(other.Labels, StringComparer.Ordinal)],
        };
    }

    /// <summary>Whether whoever completes the stage that is there completes the wanted one with it; of the same people, the larger number.</summary>
    private static bool Completes(ApprovalStage there, ApprovalStage wanted) =>
        there.ApproverGroups.All(group => wanted.ApproverGroups.Contains(group, StringComparer.Ordinal))
        && (there.Count >= wanted.Count || wanted.ApproverGroups.All(group => there.ApproverGroups.Contains(group, StringComparer.Ordinal)));

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) =>
        one is null ? other : other is null || one < other ? one : other;

    private static ApprovalEscalation? Common(ApprovalEscalation? one, ApprovalEscalation? other)
    {
        if (one is null || other is null)
        {
            return null;
        }

        List<string> groups = [.. one.Groups.Intersect(other.Groups, StringComparer.Ordinal)];
        return groups.Count == 0 ? null : new ApprovalEscalation(one.After > other.After ? one.After : other.After, groups);
    }
}

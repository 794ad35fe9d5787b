namespace SshGate.Policy;

/// <summary>
/// Who must agree before a held command runs: stages in order, each of its own people; nobody counts twice in one request.
/// </summary>
public sealed record ApprovalRequirement
{
    /// <summary>The stages, first to last: a stage is asked when the one before it is complete. Never empty.</summary>
    public required IReadOnlyList<ApprovalStage> Stages { get; init; }

    /// <summary>How long the request as a whole may wait.</summary>
    public required TimeSpan ExpiresAfter { get; init; }

    /// <summary>Whom to ask as well when the answer takes long; null for nobody else.</summary>
    public ApprovalEscalation? Escalation { get; init; }

    /// <summary>The time after which an answer is late and an alert is due; null when no time was promised.</summary>
    public TimeSpan? ServiceLevel { get; init; }

    /// <summary>
    /// The standing pre-approval by which the command may run when nobody answers in time. Null, the usual case: silence is a no.
    /// </summary>
    public Delegation? Fallback { get; init; }

    /// <summary>What kind of request this is (<c>critical</c>, <c>routine</c> …), for queues and notifications.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>How many distinct people it takes, all stages together.</summary>
    public int People => Stages.Sum(stage => stage.Count);

    /// <summary>Every group that is asked in some stage.</summary>
    public IReadOnlyList<string> AllGroups => [.. Stages.SelectMany(stage => stage.ApproverGroups).Distinct(StringComparer.Ordinal)];

    /// <summary>A requirement of a single stage.</summary>
    public static ApprovalRequirement Of(IReadOnlyList<string> approverGroups, int count, TimeSpan expiresAfter) => new()
    {
        Stages = [new ApprovalStage { ApproverGroups = approverGroups, Count = count }],
        ExpiresAfter = expiresAfter,
    };

    /// <summary>
    /// Whether people who satisfied <paramref name="given"/> have by that satisfied this too: each stage of this has one of its
    /// own there, with as many people or more, none of them from a group that this stage does not ask.
    /// </summary>
    public bool IsMetBy(ApprovalRequirement given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var open = given.Stages.ToList();
        var backups = given.Escalation?.Groups ?? [];
        foreach (var stage in Stages)
        {
            var allowed = stage.ApproverGroups.Concat(Escalation?.Groups ?? []);
            var answer = open.FindIndex(had => had.Count >= stage.Count && had.ApproverGroups.Concat(backups).All(allowed.Contains));
            if (answer < 0)
            {
                return false;
            }

            open.RemoveAt(answer);
        }

        return true;
    }
}

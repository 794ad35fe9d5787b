using SshGate.Gateway.Audit;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// How far a request has come, read from its decisions alone: each is judged again, in the order in which they were taken,
/// by the rules that applied when it was. What is not on record here has not been given, whatever a state column says.
/// </summary>
internal sealed class StageProgress
{
    private readonly ApprovalRequest _request;
    private readonly List<AuditPrincipal>[] _people;

    private StageProgress(ApprovalRequest request)
    {
        _request = request;
        _people = [.. request.Requirement.Stages.Select(_ => new List<AuditPrincipal>())];
    }

    /// <summary>The number of the stage that is open, from 0; one more than there are when all are complete.</summary>
    public int Current { get; private set; }

    /// <summary>Whether a person said no.</summary>
    public bool IsRejected { get; private set; }

    /// <summary>Whether every stage has its people and nobody said no.</summary>
    public bool IsComplete => !IsRejected && Current == _people.Length && _people.Length > 0;

    /// <summary>The open stage; null when all are complete.</summary>
    public ApprovalStage? Stage => Current < _people.Length ? _request.Requirement.Stages[Current] : null;

    /// <summary>Whether there is more than one stage.</summary>
    public bool HasStages => _people.Length > 1;

    /// <summary>How many more people the open stage needs.</summary>
    public int Missing => Stage is { } stage ? stage.Count - _people[Current].Count : 0;

    /// <summary>Everyone who counts, in order.</summary>
    public IEnumerable<AuditPrincipal> Approvers => _people.SelectMany(static stage => stage);

    /// <summary>Replays the decisions of a request.</summary>
    public static StageProgress Of(ApprovalRequest request, IEnumerable<ApprovalDecision> decisions)
    {
        var progress = new StageProgress(request);
        foreach (var decision in decisions)
        {
            progress.Take(decision);
        }

        return progress;
    }

    /// <summary>Those who count for a stage.</summary>
    public IReadOnlyList<AuditPrincipal> PeopleOf(int stage) => _people[stage];

    /// <summary>Whether this person, under whatever name, counts already; in any stage.</summary>
    public bool Counts(AuditPrincipal person) =>
        Approvers.Any(counted => ApprovalRules.IsSamePerson(counted, person));

    /// <summary>Whose members may complete the open stage at a moment.</summary>
    public IReadOnlyList<string> GroupsAt(DateTimeOffset time) =>
        Stage is { } stage ? WithBackups(stage.ApproverGroups, time) : [];

    /// <summary>Whose members may say no at a moment: those of every stage, for a no must not wait for its turn.</summary>
    public IReadOnlyList<string> ObjectorsAt(DateTimeOffset time) => WithBackups(_request.Requirement.AllGroups, time);

    private void Take(ApprovalDecision decision)
    {
        if (decision.Verb == ApprovalVerb.Reject)
        {
            IsRejected = true;
        }
        else if (Stage is { } stage
            && !IsRejected
            && decision.DisplayedDigest == _request.Digest
            && decision.Time < _request.Expires
            && ApprovalRules.CheckPerson(_request, decision.Approver, decision.Time) is null
            && !Counts(decision.Approver)
            && ApprovalRules.IsMember(decision.Approver, GroupsAt(decision.Time)))
        {
            _people[Current].Add(decision.Approver);
            if (_people[Current].Count >= stage.Count)
            {
                Current++;
            }
        }
    }

    private IReadOnlyList<string> WithBackups(IReadOnlyList<string> groups, DateTimeOffset time) =>
        _request.EscalatedAt <= time && _request.Requirement.Escalation is { } escalation
            ? [.. groups.Union(escalation.Groups, StringComparer.Ordinal)]
            : groups;
}

using SshGate.Gateway.Audit;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// Proof that an approved request was taken for its one use, by the session that waited for it. Only
/// <see cref="Take"/> makes one, in the transaction that marks the request as consumed.
/// </summary>
public sealed class ApprovalClaim
{
    private int _used;

    private ApprovalClaim(ApprovalRequest request, IReadOnlyList<string> approvers, DateTimeOffset time)
    {
        RequestId = request.Id;
        SessionId = request.SessionId;
        ConnectionId = request.ConnectionId;
        Digest = request.Digest;
        Approvers = approvers;
        Time = time;
    }

    /// <summary>The request.</summary>
    public string RequestId { get; }

    /// <summary>The session that may use it.</summary>
    public string SessionId { get; }

    /// <summary>The connection of that session.</summary>
    public string ConnectionId { get; }

    /// <summary>The digest of what was approved.</summary>
    public string Digest { get; }

    /// <summary>The subjects of those who approved.</summary>
    public IReadOnlyList<string> Approvers { get; }

    /// <summary>When it was claimed.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Takes the approval of <paramref name="request"/> or says why not; inside the caller's transaction.</summary>
    internal static ApprovalClaim? Take(
        StoreSession session,
        ApprovalRequest request,
        string digest,
        string sessionId,
        DateTimeOffset now,
        out string refusal)
    {
        var approvers = PeopleWhoApproved(ApprovalTable.ListDecisions(session, request.Id), request.Digest);
        refusal = request switch
        {
            { State: not ApprovalState.Approved } => $"the request is {request.State}",
            _ when request.Expires <= now => "the approval has expired",
            _ when request.SessionId != sessionId => "another session waits for it",
            _ when request.Digest != digest => "the command is not the one that was approved",
            // The state column alone is not believed: the decisions themselves must be there.
            _ when approvers.Count < request.RequiredCount => "the decisions that it needs are not on record",
            _ => "",
        };
        if (refusal.Length > 0)
        {
            return null;
        }

        if (!ApprovalTable.TryMove(session, request, ApprovalState.Consumed, now, "claimed"))
        {
            refusal = "somebody else was faster";
            return null;
        }

        // The key of this table is the request: even a state that was set back by hand cannot be claimed again.
        ApprovalTable.AddClaim(session, request.Id, sessionId, now);
        return new ApprovalClaim(request, [.. approvers.Select(person => person.Subject)], now);
    }

    /// <summary>The distinct people who approved exactly this digest.</summary>
    internal static List<AuditPrincipal> PeopleWhoApproved(IEnumerable<ApprovalDecision> decisions, string digest)
    {
        var people = new List<AuditPrincipal>();
        foreach (var decision in decisions)
        {
            if (decision.Verb == ApprovalVerb.Approve
                && decision.DisplayedDigest == digest
                && !people.Exists(person => ApprovalRules.IsSamePerson(person, decision.Approver)))
            {
                people.Add(decision.Approver);
            }
        }

        return people;
    }

    /// <summary>True once.</summary>
    internal bool TryUse() => Interlocked.Exchange(ref _used, 1) == 0;
}

using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// What may happen to a request. Every method is the inside of one transaction: it looks, checks, moves the request and
/// writes the audit event, and either all of it is on record or nothing.
/// </summary>
internal sealed class ApprovalTransactions
{
    private readonly AuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly string _instanceId;

    public ApprovalTransactions(AuditLog audit, TimeProvider clock, string instanceId)
    {
        _audit = audit;
        _clock = clock;
        _instanceId = instanceId;
    }

    public AuditHead Submit(StoreSession session, ApprovalRequest request)
    {
        ApprovalTable.Insert(session, request);
        return _audit.Append(session, ApprovalEvents.Submitted(request));
    }

    public (DecisionResult Result, ApprovalState State, ApprovalOutcome? Outcome) Decide(
        StoreSession session, string id, VerifiedIdentity approver, ApprovalDecision decision)
    {
        if (ApprovalTable.Find(session, id) is not { } request)
        {
            return (new DecisionResult.Refused(DecisionRefusal.NotFound, "there is no such request"), default, null);
        }

        var now = _clock.GetUtcNow();
        ApprovalOutcome? expired = null;
        if (ExpireIfOverdue(session, request, now))
        {
            request = request with { State = ApprovalState.Expired };
            expired = new ApprovalOutcome.Expired();
        }

        var approved = ApprovalClaim.PeopleWhoApproved(ApprovalTable.ListDecisions(session, id), request.Digest);
        var refusal = ApprovalRules.CheckPerson(request, approver, now)
            ?? CheckState(request, decision, approved)
            ?? ApprovalRules.CheckDecision(request, decision.Verb, decision.Reason, decision.DisplayedDigest);
        if (refusal is not null)
        {
            _audit.Append(
                session,
                ApprovalEvents.Refused(request, decision.Approver, decision.Verb, decision.Channel, refusal));
            return (refusal, request.State, expired);
        }

        ApprovalTable.AddDecision(session, id, decision);
        if (decision.Verb == ApprovalVerb.Reject)
        {
            Settle(session, request, decision, AuditEventType.ApprovalRejected, ApprovalState.Rejected, now);
            return (
                new DecisionResult.Accepted(ApprovalState.Rejected, Missing: 0),
                ApprovalState.Rejected,
                new ApprovalOutcome.Rejected(decision.Approver.Subject, decision.Reason));
        }

        approved.Add(decision.Approver);
        var missing = request.RequiredCount - approved.Count;
        _audit.Append(session, ApprovalEvents.Decided(AuditEventType.ApprovalGiven, request, decision, missing));
        if (missing > 0)
        {
            return (new DecisionResult.Accepted(ApprovalState.Pending, missing), ApprovalState.Pending, null);
        }

        Settle(session, request, decision, AuditEventType.ApprovalApproved, ApprovalState.Approved, now);
        return (
            new DecisionResult.Accepted(ApprovalState.Approved, Missing: 0),
            ApprovalState.Approved,
            new ApprovalOutcome.Approved([.. approved.Select(person => person.Subject)]));
    }

    /// <summary>The claim, and the state that the request came to by this call, if it changed.</summary>
    public (ApprovalClaim? Claim, ApprovalState? Ended) Claim(
        StoreSession session, string id, string digest, string sessionId)
    {
        if (ApprovalTable.Find(session, id) is not { } request)
        {
            return (null, null);
        }

        var now = _clock.GetUtcNow();
        if (ExpireIfOverdue(session, request, now))
        {
            return (null, ApprovalState.Expired);
        }

        var refusal = "it belongs to another run of the gate";
        var claim = request.InstanceId == _instanceId
            ? ApprovalClaim.Take(session, request, digest, sessionId, now, out refusal)
            : null;
        _audit.Append(session, claim is null
            ? ApprovalEvents.ClaimRefused(request, digest, sessionId, refusal)
            : ApprovalEvents.Consumed(request, claim));
        return (claim, claim is null ? null : ApprovalState.Consumed);
    }

    public bool Cancel(StoreSession session, string id, string reason) =>
        ApprovalTable.Find(session, id) is { } request
        && request.State.IsOpen()
        && Close(session, request, ApprovalState.Cancelled, _clock.GetUtcNow(), reason);

    public int CancelAll(StoreSession session, string reason)
    {
        var now = _clock.GetUtcNow();
        return ApprovalTable.ListOpen(session)
            .Count(request => Close(session, request, ApprovalState.Cancelled, now, reason));
    }

    public bool Fail(StoreSession session, string id, string reason) =>
        ApprovalTable.Find(session, id) is { State: ApprovalState.Consumed } request
        && Close(session, request, ApprovalState.Failed, _clock.GetUtcNow(), reason);

    /// <summary>The ids of those whose time ran out.</summary>
    public string[] ExpireOverdue(StoreSession session)
    {
        var now = _clock.GetUtcNow();
        return [.. ApprovalTable.ListOverdue(session, now)
            .Where(request => ExpireIfOverdue(session, request, now))
            .Select(request => request.Id)];
    }

    private static DecisionResult.Refused? CheckState(
        ApprovalRequest request, ApprovalDecision decision, List<AuditPrincipal> approved)
    {
        if (request.State != ApprovalState.Pending)
        {
            return new(
                DecisionRefusal.NotPending,
                $"the request is not pending any more: it is {request.State.ToString().ToLowerInvariant()}");
        }

        // Changing one's mind to No is always heard.
        return decision.Verb == ApprovalVerb.Approve
            && approved.Exists(person => ApprovalRules.IsSamePerson(person, decision.Approver))
            ? new(DecisionRefusal.AlreadyDecided, "you have approved this request already; another person is needed")
            : null;
    }

    private bool ExpireIfOverdue(StoreSession session, ApprovalRequest request, DateTimeOffset now) =>
        request.State.IsOpen()
        && request.Expires <= now
        && Close(
            session,
            request,
            ApprovalState.Expired,
            now,
            request.State == ApprovalState.Pending ? "nobody decided in time" : "the approval was not used in time");

    private void Settle(
        StoreSession session,
        ApprovalRequest request,
        ApprovalDecision decision,
        AuditEventType type,
        ApprovalState to,
        DateTimeOffset now)
    {
        if (!ApprovalTable.TryMove(session, request, to, now, $"{decision.Approver.Subject}: {decision.Reason}"))
        {
            // Undoes the decision that was just stored as well: the transaction is rolled back.
            throw new StoreException("the request changed while it was being decided; try again");
        }

        _audit.Append(session, ApprovalEvents.Decided(type, request, decision, missing: 0));
    }

    private bool Close(
        StoreSession session, ApprovalRequest request, ApprovalState to, DateTimeOffset now, string reason)
    {
        if (!ApprovalTable.TryMove(session, request, to, now, reason))
        {
            return false;
        }

        var type = to switch
        {
            ApprovalState.Expired => AuditEventType.ApprovalExpired,
            ApprovalState.Cancelled => AuditEventType.ApprovalCancelled,
            ApprovalState.Failed => AuditEventType.ApprovalFailed,
            _ => throw new InvalidOperationException($"{to} is not an end without a person"),
        };
        _audit.Append(session, ApprovalEvents.Ended(type, request, reason));
        return true;
    }
}

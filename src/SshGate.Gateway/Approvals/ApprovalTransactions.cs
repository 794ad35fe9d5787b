using SshGate.Gateway.Audit;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// What may happen to a request. Every method is the inside of one transaction: it looks, checks, moves the request and
/// writes the audit event, and either all of it is on record or nothing. What time did to the request is done first.
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

    /// <summary>False when the principal has too many that wait already; then nothing is stored.</summary>
    public bool Submit(StoreSession session, ApprovalRequest request, int maxPending)
    {
        if (ApprovalTable.CountPending(session, request.Requester) >= maxPending)
        {
            return false;
        }

        ApprovalTable.Insert(session, request);
        _audit.Append(session, ApprovalEvents.Submitted(request));
        return true;
    }

    public (DecisionResult Result, IReadOnlyList<ApprovalChange> Changes) Decide(
        StoreSession session, string id, ApprovalDecision decision)
    {
        if (ApprovalTable.Find(session, id) is not { } request)
        {
            return (new DecisionResult.Refused(DecisionRefusal.NotFound, "there is no such request"), []);
        }

        // Its moment is that of the transaction: the order of decisions is the order of their times.
        var now = _clock.GetUtcNow();
        decision = decision with { Time = now };
        var changes = Advance(session, request, now);
        request = changes.Count > 0 ? changes[^1].Request : request;
        var decisions = ApprovalTable.ListDecisions(session, id);
        var progress = StageProgress.Of(request, decisions);
        var refusal = ApprovalRules.CheckPerson(request, decision.Approver, now)
            ?? CheckState(request, decision.Verb)
            ?? ApprovalRules.CheckStage(request, progress, decision.Approver, decision.Verb, now)
            ?? ApprovalRules.CheckDecision(request, decision.Verb, decision.Reason, decision.DisplayedDigest);
        if (refusal is not null)
        {
            _audit.Append(session, ApprovalEvents.Refused(request, progress, decision, refusal));
            return (refusal, changes);
        }

        decision = decision with { Stage = progress.Stage?.Name ?? "" };
        ApprovalTable.AddDecision(session, id, decision);
        var after = StageProgress.Of(request, [.. decisions, decision]);
        var (result, change) = decision.Verb == ApprovalVerb.Reject
            ? Reject(session, request, progress, decision)
            : Approve(session, request, progress, after, decision);
        return (result, [.. changes, change]);
    }

    /// <summary>The claim, and what became of the request by this call.</summary>
    public (ApprovalClaim? Claim, IReadOnlyList<ApprovalChange> Changes) Claim(
        StoreSession session, string id, string digest, ApprovalClaimant claimant)
    {
        if (ApprovalTable.Find(session, id) is not { } request)
        {
            return (null, []);
        }

        var now = _clock.GetUtcNow();
        var changes = Advance(session, request, now);
        request = changes.Count > 0 ? changes[^1].Request : request;
        var refusal = "it belongs to another run of the gate";
        var claim = request.IsAsync || request.InstanceId == _instanceId
            ? ApprovalClaim.Take(session, request, digest, claimant, now, out refusal)
            : null;
        if (claim is null)
        {
            _audit.Append(session, ApprovalEvents.ClaimRefused(request, digest, claimant, refusal));
            return (null, changes);
        }

        _audit.Append(session, ApprovalEvents.Consumed(request, claim, claimant));

        // Whoever waits may be told of the use before it is told of the approval: it hears that it was approved either way.
        ApprovalOutcome outcome = claim.Fallback is { } delegation
            ? new ApprovalOutcome.FellBack(delegation.Name, delegation.Owner)
            : new ApprovalOutcome.Approved(claim.Approvers);
        return (claim, [.. changes, new ApprovalChange(request with { State = ApprovalState.Consumed }, outcome)]);
    }

    /// <summary>Ends an open request without a decision; null if it was not open any more.</summary>
    public ApprovalChange? Cancel(StoreSession session, string id, string reason) =>
        ApprovalTable.Find(session, id) is { } request && request.State.IsOpen()
            ? Cancel(session, request, principal: null, reason)
            : null;

    /// <summary>The same, by the principal that asked; null if there is no such request of its own.</summary>
    public (ApprovalState State, ApprovalChange? Change)? Withdraw(
        StoreSession session, string id, AuditPrincipal principal, string reason)
    {
        if (ApprovalTable.Find(session, id) is not { } request
            || !ApprovalRules.IsSamePrincipal(request.Requester, principal))
        {
            return null;
        }

        return request.State.IsOpen()
            ? (ApprovalState.Cancelled, Cancel(session, request, principal, reason))
            : (request.State, null);
    }

    /// <summary>Ends what waits for a session: the sessions are gone. What nobody waits for stays as it is.</summary>
    public int CancelHeld(StoreSession session, string reason) => ApprovalTable.ListOpen(session)
        .Count(request => !request.IsAsync && Cancel(session, request, principal: null, reason) is not null);

    public ApprovalChange? Fail(StoreSession session, string id, string reason)
    {
        if (ApprovalTable.Find(session, id) is not { State: ApprovalState.Consumed } request
            || !ApprovalTable.TryMove(session, request, ApprovalState.Failed, _clock.GetUtcNow(), reason))
        {
            return null;
        }

        _audit.Append(session, ApprovalEvents.Ended(AuditEventType.ApprovalFailed, request, principal: null, reason));
        return new ApprovalChange(request with { State = ApprovalState.Failed }, Outcome: null);
    }

    /// <summary>Does what is due: asks the backups, lets standing pre-approvals speak, ends what ran out of time.</summary>
    public ApprovalChange[] AdvanceDue(StoreSession session)
    {
        var now = _clock.GetUtcNow();
        return [.. ApprovalTable.ListDue(session, now).SelectMany(request => Advance(session, request, now))];
    }

    private static DecisionResult.Refused? CheckState(ApprovalRequest request, ApprovalVerb verb) => request.State switch
    {
        ApprovalState.Pending => null,
        // Between the last yes and the use of it, which may be long without a session that waits, a no still counts.
        ApprovalState.Approved when request.IsAsync && verb == ApprovalVerb.Reject => null,
        _ => new(
            DecisionRefusal.NotPending,
            $"the request is not pending any more: it is {request.State.ToString().ToLowerInvariant()}"),
    };

    private (DecisionResult Result, ApprovalChange Change) Reject(
        StoreSession session, ApprovalRequest request, StageProgress progress, ApprovalDecision decision)
    {
        Settle(session, request, decision, ApprovalState.Rejected);
        _audit.Append(session, ApprovalEvents.Decided(AuditEventType.ApprovalRejected, request, decision, progress));
        return (
            new DecisionResult.Accepted(ApprovalState.Rejected, Missing: 0),
            new ApprovalChange(
                request with { State = ApprovalState.Rejected },
                new ApprovalOutcome.Rejected(decision.Approver.Subject, decision.Reason)));
    }

    private (DecisionResult Result, ApprovalChange Change) Approve(
        StoreSession session,
        ApprovalRequest request,
        StageProgress before,
        StageProgress after,
        ApprovalDecision decision)
    {
        if (!after.Counts(decision.Approver))
        {
            // Checked and stored, and yet it does not count: better an error than an approval that is lost in silence.
            throw new StoreException("the decision could not be counted; try again");
        }

        _audit.Append(session, ApprovalEvents.Decided(AuditEventType.ApprovalGiven, request, decision, after, before));
        if (!after.IsComplete)
        {
            ApprovalTable.SetStage(session, request.Id, after.Current);
            return (
                new DecisionResult.Accepted(ApprovalState.Pending, after.Missing) { Stage = after.Stage?.Name },
                new ApprovalChange(request with { Stage = after.Current }, Outcome: null));
        }

        Settle(session, request, decision, ApprovalState.Approved);
        _audit.Append(session, ApprovalEvents.Decided(AuditEventType.ApprovalApproved, request, decision, after, before));
        return (
            new DecisionResult.Accepted(ApprovalState.Approved, Missing: 0),
            new ApprovalChange(
                request with { State = ApprovalState.Approved },
                new ApprovalOutcome.Approved([.. after.Approvers.Select(person => person.Subject)])));
    }

    /// <summary>What time has done to an open request: nothing, the backups are asked, or it comes to its end.</summary>
    private List<ApprovalChange> Advance(StoreSession session, ApprovalRequest request, DateTimeOffset now)
    {
        if (!request.State.IsOpen())
        {
            return [];
        }

        if (request.Expires <= now)
        {
            return EndOverdue(session, request, now) is { } end ? [end] : [];
        }

        if (request.State != ApprovalState.Pending || request.EscalatedAt is not null || !(request.EscalatesAt <= now))
        {
            return [];
        }

        ApprovalTable.SetEscalated(session, request.Id, now);
        request = request with { EscalatedAt = now };
        _audit.Append(session, ApprovalEvents.Escalated(request));
        return [new ApprovalChange(request, Outcome: null)];
    }

    private ApprovalChange? EndOverdue(StoreSession session, ApprovalRequest request, DateTimeOffset now)
    {
        var isPending = request.State == ApprovalState.Pending;
        var progress = StageProgress.Of(request, ApprovalTable.ListDecisions(session, request.Id));
        if (isPending && ApprovalClaim.MayFallBack(request, progress, now))
        {
            return FallBack(session, request, now);
        }

        var reason = isPending ? "nobody decided in time" : "the approval was not used in time";
        if (!ApprovalTable.TryMove(session, request, ApprovalState.Expired, now, reason))
        {
            return null;
        }

        _audit.Append(session, ApprovalEvents.Ended(AuditEventType.ApprovalExpired, request, principal: null, reason));
        return new ApprovalChange(request with { State = ApprovalState.Expired }, new ApprovalOutcome.Expired());
    }

    private ApprovalChange? FallBack(StoreSession session, ApprovalRequest request, DateTimeOffset now)
    {
        var delegation = request.Requirement.Fallback!;
        var reason = $"nobody decided in time; fell back on the standing pre-approval {delegation.Name} of {delegation.Owner}";
        if (!ApprovalTable.TryMove(session, request, ApprovalState.Approved, now, reason))
        {
            return null;
        }

        // To be used within as long again as people were given, once, and not after the pre-approval itself has ended.
        var end = now + request.Requirement.ExpiresAfter;
        request = request with { FallbackAt = now, Expires = end < delegation.Until ? end : delegation.Until };
        ApprovalTable.SetFallback(session, request.Id, now, request.Expires);
        _audit.Append(session, ApprovalEvents.FellBack(request, delegation));
        return new ApprovalChange(
            request with { State = ApprovalState.Approved },
            new ApprovalOutcome.FellBack(delegation.Name, delegation.Owner));
    }

    private static void Settle(
        StoreSession session, ApprovalRequest request, ApprovalDecision decision, ApprovalState to)
    {
        if (!ApprovalTable.TryMove(session, request, to, decision.Time, $"{decision.Approver.Subject}: {decision.Reason}"))
        {
            // Undoes the decision that was just stored as well: the transaction is rolled back.
            throw new StoreException("the request changed while it was being decided; try again");
        }
    }

    private ApprovalChange? Cancel(
        StoreSession session, ApprovalRequest request, AuditPrincipal? principal, string reason)
    {
        if (!ApprovalTable.TryMove(session, request, ApprovalState.Cancelled, _clock.GetUtcNow(), reason))
        {
            return null;
        }

        _audit.Append(session, ApprovalEvents.Ended(AuditEventType.ApprovalCancelled, request, principal, reason));
        return new ApprovalChange(
            request with { State = ApprovalState.Cancelled }, new ApprovalOutcome.Cancelled(reason));
    }
}

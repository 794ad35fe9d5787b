using SshGate.Gateway.Store;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// Proof that an approved request was taken for its one use, by the session that waited for it or, when its agent did not
/// wait, by a session of the same principal. Only <see cref="Take"/> makes one, in the transaction that marks the request
/// as consumed.
/// </summary>
public sealed class ApprovalClaim
{
    private int _used;

    private ApprovalClaim(
        ApprovalRequest request, ApprovalClaimant claimant, IReadOnlyList<string> approvers, DateTimeOffset time)
    {
        RequestId = request.Id;
        SessionId = claimant.SessionId;
        ConnectionId = claimant.ConnectionId;
        Digest = request.Digest;
        Approvers = approvers;
        Fallback = request.FallbackAt is null ? null : request.Requirement.Fallback;
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

    /// <summary>The subjects of those who approved; empty when a standing pre-approval spoke for silence.</summary>
    public IReadOnlyList<string> Approvers { get; }

    /// <summary>The standing pre-approval that spoke instead of people; null when people did.</summary>
    public Delegation? Fallback { get; }

    /// <summary>When it was claimed.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Takes the approval of <paramref name="request"/> or says why not; inside the caller's transaction.</summary>
    internal static ApprovalClaim? Take(
        StoreSession session,
        ApprovalRequest request,
        string digest,
        ApprovalClaimant claimant,
        DateTimeOffset now,
        out string refusal)
    {
        var progress = StageProgress.Of(request, ApprovalTable.ListDecisions(session, request.Id));
        refusal = request switch
        {
            { State: not ApprovalState.Approved } => $"the request is {request.State}",
            _ when request.Expires <= now => "the approval has expired",
            _ when !ApprovalRules.IsSamePrincipal(request.Requester, claimant.Principal) => "another principal asked for it",
            { IsAsync: false } when request.SessionId != claimant.SessionId => "another session waits for it",
            _ when request.Digest != digest => "the command is not the one that was approved",
            // The state column alone is not believed: the decisions themselves must be there, for every stage.
            { FallbackAt: null } when !progress.IsComplete => "the decisions that it needs are not on record",
            { FallbackAt: not null } when !MayFallBack(request, progress, now) => "no standing pre-approval covers it",
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
        ApprovalTable.AddClaim(session, request.Id, claimant.SessionId, now);
        string[] approvers = request.FallbackAt is null
            ? [.. progress.Approvers.Select(person => person.Subject)]
            : [];
        return new ApprovalClaim(request, claimant, approvers, now);
    }

    /// <summary>Whether silence may be answered by a standing pre-approval: there is one, it lives, and nobody said no.</summary>
    internal static bool MayFallBack(ApprovalRequest request, StageProgress progress, DateTimeOffset now) =>
        request.Requirement.Fallback is { } delegation && delegation.Until > now && !progress.IsRejected;

    /// <summary>True once.</summary>
    internal bool TryUse() => Interlocked.Exchange(ref _used, 1) == 0;
}

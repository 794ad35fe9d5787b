using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Sessions;
using SshGate.Policy;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// An agent that did not wait comes back: the same principal, the same command, and the id of its request
/// (<c>SSHGATE_REQUEST</c>). What was approved is used once; whatever differs is named and uses nothing up.
/// </summary>
internal sealed class CommandReturn(GateServices gate, SessionScope scope)
{
    /// <summary>A request that was read and found to have changed is read again; it cannot change often.</summary>
    private const int MaxLooks = 4;

    private readonly GateSession _session = scope.Session;
    private readonly HoldReport _report = new(gate, scope);
    private readonly ApprovalClaimant _claimant = new(scope.Grant.Identity, scope.Session.Connection.Id, scope.Session.Id);

    /// <summary>Uses the approval of a request, waits for it, or says why it cannot be used.</summary>
    /// <param name="id">The request, as the agent names it.</param>
    /// <param name="binding">The command, as the policy in force binds it.</param>
    /// <param name="verdict">What the policy in force says about it.</param>
    /// <param name="cancellationToken">Ends the wait; the request stays.</param>
    public async Task<HoldOutcome> UseAsync(
        string id, CommandBinding binding, Verdict verdict, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MaxLooks; look++)
        {
            var details = await gate.Approvals.FindAsync(id, cancellationToken);
            if (details is not { Request: var request } || !ApprovalRules.IsSamePrincipal(request.Requester, _claimant.Principal))
            {
                // One answer for both: nobody learns which ids exist.
                return await RefuseAsync(id, "you have no such request", "no request of this principal", cancellationToken);
            }

            if (!request.IsAsync)
            {
                return await RefuseAsync(
                    id, "it belongs to the session that waited for it", "a session waits for it", cancellationToken);
            }

            var asked = binding.Under(request.PolicyVersion);
            if (asked.Digest != request.Digest)
            {
                var differences = string.Join("; ", BindingDifferences.Of(request, asked));
                return await RefuseAsync(
                    id, $"this is not the command that was asked for: {differences}; the request is as it was", differences, cancellationToken);
            }

            if (await StepAsync(details, asked, verdict, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        return await RefuseAsync(id, "it cannot be used", "its approval is not valid", cancellationToken);
    }

    /// <summary>Takes the agent's own request back (<c>SSHGATE_WITHDRAW</c>).</summary>
    public async Task<HoldOutcome> WithdrawAsync(string id, CancellationToken cancellationToken) =>
        await gate.Approvals.WithdrawAsync(id, scope.Grant.Identity, cancellationToken) switch
        {
            WithdrawResult.Withdrawn => await _report.EndAsync(
                _report.Message("withdrawn", id, $"request {id} is withdrawn; nothing was run"), exitStatus: 0, cancellationToken),
            WithdrawResult.Ended(var state) => await _report.EndAsync(
                _report.Message("denied", id, $"request {id} cannot be withdrawn: it is {Word(state)}; nothing was run"),
                GateExit.Denied,
                cancellationToken),
            _ => await RefuseAsync(id, "you have no such request", "no request of this principal", cancellationToken),
        };

    /// <summary>What follows from where the request stands; null to look again.</summary>
    private async Task<HoldOutcome?> StepAsync(
        ApprovalDetails details, CommandBinding asked, Verdict verdict, CancellationToken cancellationToken)
    {
        var request = details.Request;
        switch (request.State)
        {
            case ApprovalState.Pending:
                return await WaitAsync(details, cancellationToken);

            // The policy may have changed while this waited for people.
            case ApprovalState.Approved when !StandingVerdict.IsContent(gate, verdict, request):
                return await RefuseAsync(
                    request.Id,
                    "what the policy asks for now is more than was given; ask again without SSHGATE_REQUEST",
                    "the policy asks for more now",
                    cancellationToken);

            case ApprovalState.Approved:
                return await gate.Approvals.ClaimAsync(request.Id, asked.Digest, _claimant, cancellationToken) is { } claim
                    ? await _report.AdmitAsync(claim, asked, cancellationToken)
                    : null;

            case ApprovalState.Rejected:
                var no = details.Decisions.LastOrDefault(decision => decision.Verb == ApprovalVerb.Reject);
                return await _report.EndAsync(
                    new ApprovalOutcome.Rejected(no?.Approver.Subject ?? "a person", no?.Reason ?? ""), request.Id, cancellationToken);

            case ApprovalState.Expired:
                return await _report.EndAsync(new ApprovalOutcome.Expired(), request.Id, cancellationToken);

            case ApprovalState.Cancelled:
                return await _report.EndAsync(
                    new ApprovalOutcome.Cancelled(details.Transitions[^1].Reason), request.Id, cancellationToken);

            default:
                return await RefuseAsync(
                    request.Id,
                    "it was used already, and an approval is good for one run; ask again without SSHGATE_REQUEST",
                    $"the request is {Word(request.State)}",
                    cancellationToken);
        }
    }

    private async Task<HoldOutcome?> WaitAsync(ApprovalDetails details, CancellationToken cancellationToken)
    {
        var progress = StageProgress.Of(details.Request, details.Decisions);
        if (_session.Environment.IsAsynchronous)
        {
            return await _report.LeavePendingAsync(details.Request, progress, cancellationToken);
        }

        if (gate.Approvals.FindTicket(details.Request.Id) is { } ticket)
        {
            await _report.SayWaitingAsync(details.Request, progress, cancellationToken);
            await _report.WaitAsync(ticket, cancellationToken);
        }

        return null;
    }

    private async Task<HoldOutcome> RefuseAsync(string id, string why, string reason, CancellationToken cancellationToken)
    {
        await scope.AuditAsync(
            AuditEventType.ApprovalClaimRefused, AuditFacts.Of(scope.Grant).With("refusal", reason), id, cancellationToken);
        return await _report.EndAsync(
            _report.Message("denied", id, $"request {id} cannot be used: {why}; nothing was run"), GateExit.Denied, cancellationToken);
    }

    private static string Word(ApprovalState state) => state.ToString().ToLowerInvariant();
}

using System.Globalization;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Holds one command until people decide: submits the request, keeps the agent informed, withdraws when the agent goes away,
/// and claims the approval once. The command's bytes stay here, in the binding, all the while.
/// </summary>
internal sealed class CommandHold(GateServices gate, SessionScope scope)
{
    private readonly GateSession _session = scope.Session;

    /// <summary>Waits for the decision, for as long as the request lives.</summary>
    public async Task<HoldOutcome> WaitAsync(CommandBinding binding, Verdict verdict, CancellationToken cancellationToken)
    {
        if (!binding.IsReviewable)
        {
            return await EndAsync(
                new GateMessage(
                    "denied",
                    $"the command and its input have more than {CommandBinding.MaxReviewableBytes / 1024} KiB: no person can review that; nothing was run"),
                GateExit.Denied,
                cancellationToken);
        }

        var most = gate.Options.Approvals.MaxHeldPerPrincipal;
        if (gate.Sessions.CountHeld(scope.Grant.Identity) > most)
        {
            // More questions than a person can weigh are answered without weighing (catalogue F7).
            return await EndAsync(
                new GateMessage("held", $"you already have {most} requests that wait for people; try again when some are decided; nothing was run"),
                GateExit.Held,
                cancellationToken);
        }

        var ticket = await gate.Approvals.SubmitAsync(
            new ApprovalSubmission
            {
                Binding = binding,
                Verdict = verdict,
                Requester = scope.Grant.Identity,
                ConnectionId = _session.Connection.Id,
                SessionId = _session.Id,
                SourceAddress = scope.Grant.SourceAddress,
                Intent = _session.Environment.Reason,
            },
            cancellationToken)
            ?? throw new InvalidOperationException("more requests wait than may");
        var requestId = ticket.Id;
        try
        {
            await SayHeldAsync(requestId, verdict, cancellationToken);
            var outcome = await WaitWithProgressAsync(ticket, cancellationToken);
            return await ConcludeAsync(outcome, ticket, binding, verdict, cancellationToken);
        }
        catch
        {
            // Whatever broke the wait: nobody may approve into the void.
            await gate.Approvals.CancelAsync(
                requestId,
                _session.KillReason ?? (_session.Channel.Closed.IsCompleted
                    ? "the agent disconnected while the request was held"
                    : "the agent withdrew it"),
                CancellationToken.None);
            throw;
        }
    }

    private async Task<ApprovalOutcome> WaitWithProgressAsync(ApprovalTicket ticket, CancellationToken cancellationToken)
    {
        var began = gate.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ticket.Outcome.WaitAsync(gate.Options.Approvals.ProgressInterval, gate.Clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                var minutes = gate.Clock.GetElapsedTime(began).TotalMinutes;
                await SayAsync(
                    new GateMessage("waiting", string.Create(CultureInfo.InvariantCulture, $"still waiting for a decision on request {ticket.Id} ({minutes:0.#} min)"))
                    {
                        RequestId = ticket.Id,
                    },
                    cancellationToken);
            }
        }
    }

    private async Task<HoldOutcome> ConcludeAsync(
        ApprovalOutcome outcome,
        ApprovalTicket ticket,
        CommandBinding binding,
        Verdict verdict,
        CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case ApprovalOutcome.Approved when !StillStands(verdict):
                const string Changed = "the policy changed while it was held, and what it asks for now is more than was given";
                await gate.Approvals.CancelAsync(ticket.Id, Changed, cancellationToken);
                return await EndAsync(
                    Message("cancelled", ticket.Id, $"request {ticket.Id} was cancelled: {Changed}; nothing was run; ask again"),
                    GateExit.Held,
                    cancellationToken);

            case ApprovalOutcome.Approved:
                var claim = await gate.Approvals.ClaimAsync(
                    ticket.Id, binding.Digest, new ApprovalClaimant(scope.Grant.Identity, _session.Connection.Id, _session.Id), cancellationToken);
                if (claim is null)
                {
                    return await EndAsync(
                        Message("cancelled", ticket.Id, $"request {ticket.Id} was approved but can no longer be used; ask again"),
                        GateExit.Held,
                        cancellationToken);
                }

                return await AdmitAsync(claim, binding, cancellationToken);

            case ApprovalOutcome.Rejected rejected:
                return await EndAsync(
                    Message(
                        "denied",
                        ticket.Id,
                        $"rejected by {rejected.Approver}: {rejected.Reason} (request {ticket.Id}); nothing was run"),
                    GateExit.Denied,
                    cancellationToken);

            case ApprovalOutcome.Expired:
                return await EndAsync(
                    Message("expired", ticket.Id, $"nobody decided on request {ticket.Id} in time; nothing was run; ask again later"),
                    GateExit.Held,
                    cancellationToken);

            case ApprovalOutcome.Cancelled cancelled:
                return await EndAsync(
                    Message("cancelled", ticket.Id, $"request {ticket.Id} was cancelled: {cancelled.Reason}; nothing was run"),
                    GateExit.Held,
                    cancellationToken);

            default:
                throw new InvalidOperationException($"a request does not end as {outcome.GetType().Name}");
        }
    }

    /// <summary>
    /// Whether the policy in force now, which may be another one than at the time of asking, is content with the approval that
    /// was given: the same question to the same people, or none at all.
    /// </summary>
    private bool StillStands(Verdict asked)
    {
        var policy = gate.Policy.Current;
        if (policy.Version == asked.PolicyVersion)
        {
            return true;
        }

        if (asked.Request is not { } request)
        {
            return false;
        }

        var now = policy.Evaluate(request with { Now = gate.Clock.GetUtcNow() });
        return now.Kind switch
        {
            VerdictKind.Allow => true,
            VerdictKind.RequireApproval => now.Approval is { } need && asked.Approval is { } had && need.IsMetBy(had),
            VerdictKind.Deny => false,
        };
    }

    /// <summary>Says that it is released. From here on the approval is used up; if nothing comes of it, the record says so.</summary>
    private async Task<HoldOutcome> AdmitAsync(ApprovalClaim claim, CommandBinding binding, CancellationToken cancellationToken)
    {
        try
        {
            // The people of the claim: their decisions were read again in its transaction.
            var text = $"approved by {string.Join(", ", claim.Approvers)} (request {claim.RequestId})";
            await scope.MarkAsync(
                EventCodes.Decision,
                text,
                new { outcome = "approved", request = claim.RequestId, approvers = claim.Approvers, digest = binding.Digest },
                cancellationToken);
            await SayAsync(Message("approved", claim.RequestId, text), cancellationToken);
            return new HoldOutcome.Released(AdmittedCommand.FromClaim(claim, binding));
        }
        catch (Exception failure)
        {
            await gate.Approvals.FailAsync(
                claim, failure is OperationCanceledException ? _session.KillReason ?? "cancelled" : failure.Message, CancellationToken.None);
            throw;
        }
    }

    private ValueTask SayHeldAsync(string requestId, Verdict verdict, CancellationToken cancellationToken)
    {
        var need = verdict.Approval;
        var people = need is null
            ? "a person"
            : $"{need.People} of {string.Join(", ", need.AllGroups)}";
        var reasons = string.Join("; ", verdict.Reasons.Take(3).Select(reason => reason.Text));
        return SayAsync(
            Message(
                "held",
                requestId,
                $"held for approval by {people} (request {requestId}): {reasons}; waiting, disconnect to withdraw")
                with
            { Rules = verdict.Rules },
            cancellationToken);
    }

    private async Task<HoldOutcome> EndAsync(GateMessage message, uint exitStatus, CancellationToken cancellationToken)
    {
        await scope.MarkAsync(
            EventCodes.Decision,
            message.Text,
            new { outcome = message.Event, request = message.RequestId, text = Printable.Escape(message.Text) },
            cancellationToken);
        await SayAsync(message with { ExitStatus = exitStatus, SessionId = _session.Id }, cancellationToken);
        return new HoldOutcome.Ended(exitStatus, message);
    }

    private ValueTask SayAsync(GateMessage message, CancellationToken cancellationToken) =>
        scope.Agent.SayAsync(message, cancellationToken);

    private GateMessage Message(string name, string requestId, string text) =>
        new(name, text) { RequestId = requestId, SessionId = _session.Id };
}

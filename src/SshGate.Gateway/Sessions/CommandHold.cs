using System.Globalization;
using SshGate.Gateway.Approvals;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Gateway.Sessions;

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
            cancellationToken);
        var requestId = ticket.Id;
        try
        {
            await SayHeldAsync(requestId, verdict, cancellationToken);
            var outcome = await WaitWithProgressAsync(ticket, cancellationToken);
            return await ConcludeAsync(outcome, ticket, binding, cancellationToken);
        }
        catch
        {
            // Whatever broke the wait: nobody may approve into the void.
            await gate.Approvals.CancelAsync(
                requestId, _session.KillReason ?? "the agent disconnected while the request was held", CancellationToken.None);
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
                    new GateMessage("waiting", string.Create(CultureInfo.InvariantCulture, $"still waiting for a decision on request {ticket.Id} ({minutes:0.#} minutes)"))
                    {
                        RequestId = ticket.Id,
                    },
                    cancellationToken);
            }
        }
    }

    private async Task<HoldOutcome> ConcludeAsync(
        ApprovalOutcome outcome, ApprovalTicket ticket, CommandBinding binding, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case ApprovalOutcome.Approved approved:
                var claim = await gate.Approvals.ClaimAsync(ticket.Id, binding.Digest, _session.Id, cancellationToken);
                if (claim is null)
                {
                    return await EndAsync(
                        Message("cancelled", ticket.Id, $"request {ticket.Id} was approved but can no longer be used; ask again"),
                        GateExit.Held,
                        cancellationToken);
                }

                var who = string.Join(", ", approved.Approvers);
                await scope.MarkAsync(
                    EventCodes.Decision,
                    $"approved by {who} (request {ticket.Id})",
                    new { outcome = "approved", request = ticket.Id, approvers = approved.Approvers, digest = binding.Digest },
                    cancellationToken);
                await SayAsync(Message("approved", ticket.Id, $"approved by {who} (request {ticket.Id})"), cancellationToken);
                return new HoldOutcome.Released(AdmittedCommand.FromClaim(claim, binding));

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
                return new HoldOutcome.Ended(GateExit.GateFailed);
        }
    }

    private ValueTask SayHeldAsync(string requestId, Verdict verdict, CancellationToken cancellationToken)
    {
        var need = verdict.Approval;
        var people = need is null
            ? "a person"
            : $"{need.Count} of {string.Join(", ", need.ApproverGroups)}";
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
        return new HoldOutcome.Ended(exitStatus);
    }

    private ValueTask SayAsync(GateMessage message, CancellationToken cancellationToken) =>
        scope.Agent.SayAsync(message, cancellationToken);

    private GateMessage Message(string name, string requestId, string text) =>
        new(name, text) { RequestId = requestId, SessionId = _session.Id };
}

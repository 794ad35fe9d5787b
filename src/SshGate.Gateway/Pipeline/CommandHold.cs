using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;
using SshGate.Policy;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Holds one command until people decide: submits the request, keeps the agent informed, withdraws when the agent goes away,
/// and claims the approval once. The command's bytes stay here, in the binding, all the while. An agent that does not wait
/// leaves the request behind and comes back with its id (<see cref="CommandReturn"/>).
/// </summary>
internal sealed class CommandHold(GateServices gate, SessionScope scope)
{
    private readonly GateSession _session = scope.Session;
    private readonly HoldReport _report = new(gate, scope);

    /// <summary>Waits for the decision, for as long as the request lives; or not at all, if the agent does not want to.</summary>
    public async Task<HoldOutcome> WaitAsync(
        CommandBinding binding, Verdict verdict, bool isUngated, CancellationToken cancellationToken)
    {
        if (_session.Environment.RequestId is { } id)
        {
            return await new CommandReturn(gate, scope).UseAsync(id, binding, verdict, cancellationToken);
        }

        if (!binding.IsReviewable)
        {
            return await _report.EndAsync(
                new GateMessage(
                    "denied",
                    $"the command and its input have more than {CommandBinding.MaxReviewableBytes / 1024} KiB: no person can review that; nothing was run"),
                GateExit.Denied,
                cancellationToken);
        }

        var most = gate.Options.Approvals.MaxHeldPerPrincipal;
        var ticket = await gate.Approvals.SubmitAsync(
            new ApprovalSubmission
            {
                Binding = binding,
                Verdict = verdict,
                Requester = scope.Grant.Identity,
                ConnectionId = _session.Connection.Id,
                SessionId = _session.Id,
                SourceAddress = scope.Grant.SourceAddress,
                IsUngated = isUngated,
                Intent = _session.Environment.Reason,
                IsAsync = _session.Environment.IsAsynchronous,
                // More questions than a person can weigh are answered without weighing (catalogue F7).
                MaxPending = most,
            },
            cancellationToken);
        if (ticket is null)
        {
            return await _report.EndAsync(
                new GateMessage("held", $"you already have {most} requests that wait for people; try again when some are decided; nothing was run"),
                GateExit.Held,
                cancellationToken);
        }

        if (ticket.Request.IsAsync)
        {
            return await _report.LeaveAsync(ticket.Request, binding.CommandLine, verdict, cancellationToken);
        }

        try
        {
            await _report.SayHeldAsync(ticket.Request, binding.CommandLine, verdict, cancellationToken);
            var outcome = await _report.WaitAsync(ticket, cancellationToken);
            return await ConcludeAsync(outcome, ticket, binding, verdict, cancellationToken);
        }
        catch
        {
            // Whatever broke the wait: nobody may approve into the void.
            await gate.Approvals.CancelAsync(
                ticket.Id,
                _session.KillReason ?? (_session.IsAgentGone
                    ? "the agent disconnected while the request was held"
                    : "the agent withdrew it"),
                CancellationToken.None);
            throw;
        }
    }

    private async Task<HoldOutcome> ConcludeAsync(
        ApprovalOutcome outcome,
        ApprovalTicket ticket,
        CommandBinding binding,
        Verdict verdict,
        CancellationToken cancellationToken)
    {
        if (outcome is not (ApprovalOutcome.Approved or ApprovalOutcome.FellBack))
        {
            return await _report.EndAsync(outcome, ticket.Id, cancellationToken);
        }

        if (!StandingVerdict.IsContent(gate, verdict, ticket.Request))
        {
            const string Changed = "what the policy asks for now, by a change or by the clock, is more than was given";
            await gate.Approvals.CancelAsync(ticket.Id, Changed, cancellationToken);
            return await _report.EndAsync(
                _report.Message("cancelled", ticket.Id, $"request {ticket.Id} was cancelled: {Changed}; nothing was run; ask again"),
                GateExit.Held,
                cancellationToken);
        }

        var claim = await gate.Approvals.ClaimAsync(
            ticket.Id,
            binding.Digest,
            new ApprovalClaimant(scope.Grant.Identity, _session.Connection.Id, _session.Id),
            cancellationToken);
        return claim is null
            ? await _report.EndAsync(
                _report.Message("cancelled", ticket.Id, $"request {ticket.Id} was approved but can no longer be used; nothing was run; ask again"),
                GateExit.Held,
                cancellationToken)
            : await _report.AdmitAsync(claim, binding, cancellationToken);
    }
}

using System.Globalization;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// What an agent hears about a held command, and what the recording keeps of it: one place for the words, so that whoever
/// waits and whoever comes back later is told the same.
/// </summary>
internal sealed class HoldReport(GateServices gate, SessionScope scope)
{
    private readonly GateSession _session = scope.Session;

    /// <summary>It waits, and this session with it.</summary>
    public ValueTask SayHeldAsync(ApprovalRequest request, CommandLine line, Verdict verdict, CancellationToken cancellationToken) =>
        SayAsync(
            Held(request, line, verdict, $"waiting until {Moment(request.Expires)}; {HowToWithdraw(line)}"),
            cancellationToken);

    /// <summary>It waits, and this session does not: how to come back.</summary>
    public Task<HoldOutcome> LeaveAsync(
        ApprovalRequest request, CommandLine line, Verdict verdict, CancellationToken cancellationToken) =>
        EndAsync(Held(request, line, verdict, $"nothing was run; {ComeBack(request)}"), GateExit.Held, cancellationToken);

    /// <summary>A request of before still waits, and this session does not.</summary>
    public Task<HoldOutcome> LeavePendingAsync(
        ApprovalRequest request, StageProgress progress, CancellationToken cancellationToken) =>
        EndAsync(
            About(request, "held", $"request {request.Id} still waits for {Missing(progress)}; nothing was run; {ComeBack(request)}"),
            GateExit.Held,
            cancellationToken);

    /// <summary>A request of before still waits, and now this session with it.</summary>
    public ValueTask SayWaitingAsync(ApprovalRequest request, StageProgress progress, CancellationToken cancellationToken) =>
        SayAsync(
            About(
                request,
                "waiting",
                $"request {request.Id} still waits for {Missing(progress)}; waiting until {Moment(request.Expires)}; the request stays if you leave"),
            cancellationToken);

    /// <summary>Waits for the outcome, and says now and then that it does.</summary>
    public async Task<ApprovalOutcome> WaitAsync(ApprovalTicket ticket, CancellationToken cancellationToken)
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
                var missing = await gate.Approvals.FindAsync(ticket.Id, cancellationToken) is { } details
                    ? $": {Missing(StageProgress.Of(details.Request, details.Decisions))} must still agree"
                    : "";
                await SayAsync(
                    About(
                        ticket.Request,
                        "waiting",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"still waiting for a decision on request {ticket.Id} ({minutes:0.#} min){missing}")),
                    cancellationToken);
            }
        }
    }

    /// <summary>It came to an end without a release.</summary>
    public Task<HoldOutcome> EndAsync(ApprovalOutcome outcome, string id, CancellationToken cancellationToken)
    {
        var (name, text, status) = outcome switch
        {
            ApprovalOutcome.Rejected no =>
                ("denied", $"rejected by {no.Approver}: {no.Reason} (request {id}); nothing was run", GateExit.Denied),
            ApprovalOutcome.Expired =>
                ("expired", $"request {id} has expired: nobody decided, or nobody used the approval, in time; nothing was run; ask again later", GateExit.Held),
            ApprovalOutcome.Cancelled gone =>
                ("cancelled", $"request {id} was cancelled: {gone.Reason}; nothing was run", GateExit.Held),
            _ => throw new InvalidOperationException($"a request does not end as {outcome.GetType().Name}"),
        };
        return EndAsync(Message(name, id, text), status, cancellationToken);
    }

    /// <summary>Says why nothing runs and how the command ends, on the record.</summary>
    public async Task<HoldOutcome> EndAsync(GateMessage message, uint exitStatus, CancellationToken cancellationToken)
    {
        await scope.MarkAsync(
            EventCodes.Decision,
            message.Text,
            new { outcome = message.Event, request = message.RequestId, text = Printable.Escape(message.Text) },
            cancellationToken);
        message = message with { ExitStatus = exitStatus, SessionId = _session.Id };
        await SayAsync(message, cancellationToken);
        return new HoldOutcome.Ended(exitStatus, message);
    }

    /// <summary>Says that it is released. From here on the approval is used up; if nothing comes of it, the record says so.</summary>
    public async Task<HoldOutcome> AdmitAsync(ApprovalClaim claim, CommandBinding binding, CancellationToken cancellationToken)
    {
        try
        {
            // The people of the claim: their decisions were read again in its transaction.
            var text = claim.Fallback is { } fallback
                ? $"nobody answered in time: runs by the standing pre-approval {fallback.Name} of {fallback.Owner} (request {claim.RequestId})"
                : $"approved by {string.Join(", ", claim.Approvers)} (request {claim.RequestId})";
            var name = claim.Fallback is null ? "approved" : "fallback";
            await scope.MarkAsync(
                EventCodes.Decision,
                text,
                new { outcome = name, request = claim.RequestId, approvers = claim.Approvers, fallback = claim.Fallback?.Name, digest = binding.Digest },
                cancellationToken);
            await SayAsync(Message(name, claim.RequestId, text), cancellationToken);
            return new HoldOutcome.Released(AdmittedCommand.FromClaim(claim, binding));
        }
        catch (Exception failure)
        {
            await gate.Approvals.FailAsync(
                claim, failure is OperationCanceledException ? _session.KillReason ?? "cancelled" : failure.Message, CancellationToken.None);
            throw;
        }
    }

    /// <summary>A message about a request.</summary>
    public GateMessage Message(string name, string requestId, string text) =>
        new(name, text) { RequestId = requestId, SessionId = _session.Id };

    private GateMessage Held(ApprovalRequest request, CommandLine line, Verdict verdict, string then)
    {
        var people = string.Join(
            ", then ", request.Requirement.Stages.Select(stage => $"{stage.Count} of {string.Join(", ", stage.ApproverGroups)}"));
        var reasons = line.Error is { } error
            ? string.Create(CultureInfo.InvariantCulture, $"the line cannot be read, {error.Message} (byte {error.Offset}): correct it rather than wait")
            : string.Join("; ", verdict.Reasons.Take(3).Select(reason => reason.Text));
        return About(request, "held", $"held for approval by {people} (request {request.Id}): {reasons}; {then}") with { Rules = verdict.Rules };
    }

    private GateMessage About(ApprovalRequest request, string name, string text) => Message(name, request.Id, text) with
    {
        Approvers = request.Requirement.AllGroups,
        Expires = request.Expires,
        Resume = request.IsAsync ? $"SSHGATE_REQUEST={request.Id}" : null,
    };

    // Ctrl-C ends ssh itself, or is the managed shell's; on the terminal of a single command it is a byte that waits with it.
    private string HowToWithdraw(CommandLine line) => _session.Terminal is not null && line.Context == CommandContext.Exec
        ? "disconnecting (~. in ssh) withdraws it"
        : "Ctrl-C or disconnecting withdraws it";

    private static string ComeBack(ApprovalRequest request) =>
        $"until {Moment(request.Expires)} run the very same command again with SSHGATE_REQUEST={request.Id} "
        + $"(ssh -o SetEnv=SSHGATE_REQUEST={request.Id} …), or take it back with SSHGATE_WITHDRAW={request.Id}";

    private static string Missing(StageProgress progress) => progress.Stage is { } stage
        ? $"{progress.Missing} of {string.Join(", ", stage.ApproverGroups)}{(progress.HasStages ? $" (stage {stage.Name})" : "")}"
        : "nobody";

    private static string Moment(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private ValueTask SayAsync(GateMessage message, CancellationToken cancellationToken) =>
        scope.Agent.SayAsync(message, cancellationToken);
}

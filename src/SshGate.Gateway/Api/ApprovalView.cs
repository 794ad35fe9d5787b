using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Policy;

namespace SshGate.Gateway.Api;

/// <summary>
/// A request in full: nothing is cut, and all that the digest covers is here, so that a client can compute it itself.
/// Texts are as they came (escape before showing); bytes also come in a form that is safe to show.
/// </summary>
public sealed record ApprovalView
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Whether its agent does not wait but comes back later.</summary>
    public required bool IsAsync { get; init; }

    /// <summary>The digest of command, context, input, environment, directory, target, account, policy version and terminal.</summary>
    public required string Digest { get; init; }

    /// <summary>The exact command.</summary>
    public required TextView Command { get; init; }

    /// <summary>The language it is read in.</summary>
    public required CommandContext Context { get; init; }

    /// <summary>Standard input that was withheld because it is code.</summary>
    public TextView? Input { get; init; }

    /// <summary>The environment, sorted by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    /// <summary>The working directory; absent for the account's own.</summary>
    public string? Directory { get; init; }

    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The account on the target.</summary>
    public required string Account { get; init; }

    /// <summary>Whether the command gets a terminal.</summary>
    public required bool HasTerminal { get; init; }

    /// <summary>The policy that judged it.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>The greatest risk found.</summary>
    public required RiskClass Risk { get; init; }

    /// <summary>Why it waits, with the piece of the command each reason is about.</summary>
    public required IReadOnlyList<ApprovalReason> Reasons { get; init; }

    /// <summary>The rules that decided.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Names of everything that would run.</summary>
    public required IReadOnlyList<string> Effective { get; init; }

    /// <summary>Who must approve, stage by stage, and who did.</summary>
    public required IReadOnlyList<StageView> Stages { get; init; }

    /// <summary>Whose members may approve now; empty when nothing is to be approved.</summary>
    public required IReadOnlyList<string> MayDecide { get; init; }

    /// <summary>How many more people the open stage needs.</summary>
    public required int Missing { get; init; }

    /// <summary>Who is asked as well when the answer takes long; absent for nobody.</summary>
    public EscalationView? Escalation { get; init; }

    /// <summary>What speaks when nobody answers in time; absent when silence is a no.</summary>
    public FallbackView? Fallback { get; init; }

    /// <summary>Who asks.</summary>
    public required PrincipalView Requester { get; init; }

    /// <summary>The person answerable for the agent, if known.</summary>
    public string? Owner { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The session that asked.</summary>
    public required string SessionId { get; init; }

    /// <summary>The client's network address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>What the agent says it is for: a claim that nobody checked.</summary>
    public string? Intent { get; init; }

    /// <summary>Why the caller may not decide; absent if nothing speaks against it.</summary>
    public string? MayNotDecide { get; init; }

    /// <summary>What people said so far.</summary>
    public required IReadOnlyList<ApprovalDecisionView> Decisions { get; init; }

    /// <summary>Its life so far.</summary>
    public required IReadOnlyList<ApprovalTransition> Transitions { get; init; }

    /// <summary>What the same requester asked lately.</summary>
    public required IReadOnlyList<ApprovalSummary> Recent { get; init; }

    internal static ApprovalView Of(ApprovalDetails details, VerifiedIdentity caller, DateTimeOffset now)
    {
        var request = details.Request;
        var progress = StageProgress.Of(request, details.Decisions);
        var isPending = request.State == ApprovalState.Pending;
        return new()
        {
            Id = request.Id,
            State = request.State,
            Created = request.Created,
            Expires = request.Expires,
            IsAsync = request.IsAsync,
            Digest = request.Digest,
            Command = TextView.Of(request.Command),
            Context = request.Context,
            Input = request.Input is { } input ? TextView.Of(input) : null,
            Environment = request.Environment,
            Directory = request.Directory,
            Target = request.Target,
            Account = request.Account,
            HasTerminal = request.HasTerminal,
            PolicyVersion = request.PolicyVersion,
            Risk = request.Risk,
            Reasons = request.Reasons,
            Rules = request.Rules,
            Effective = request.Effective,
            Stages = [.. request.Requirement.Stages.Select((_, number) => StageView.Of(request, progress, number))],
            MayDecide = isPending ? progress.GroupsAt(now) : [],
            Missing = isPending ? progress.Missing : 0,
            Escalation = EscalationView.Of(request),
            Fallback = FallbackView.Of(request),
            Requester = PrincipalView.Of(request.Requester),
            Owner = request.Owner,
            ConnectionId = request.ConnectionId,
            SessionId = request.SessionId,
            SourceAddress = request.SourceAddress,
            Intent = request.Intent,
            MayNotDecide = ApprovalRules.CheckApprover(request, progress, AuditPrincipal.From(caller), now)?.Message,
            Decisions = [.. details.Decisions.Select(decision => new ApprovalDecisionView(
                decision.Verb,
                decision.Stage,
                decision.Time,
                PrincipalView.Of(decision.Approver),
                decision.Channel,
                decision.Reason,
                decision.DisplayedDigest))],
            Transitions = details.Transitions,
            Recent = [.. details.Recent.Select(ApprovalSummary.Of)],
        };
    }
}

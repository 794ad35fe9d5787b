using System.Security.Cryptography;
using SshGate.Gateway.Audit;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>Turns a submission into the request that is stored.</summary>
internal static class ApprovalRequests
{
    // Read aloud and typed by people, so without look-alikes; 60 random bits, so that ids never meet.
    private const string IdAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int IdLength = 12;

    // What an agent says it is for is a line or two; the rest is an attempt to fill the approver's screen.
    private const int MaxIntentLength = 2000;

    private static readonly ApprovalReason Ungated = new(
        "gate.ungated",
        "UNGATED INPUT: if you approve, everything that is typed into this program is passed on without any further decision, until it ends or its time is over",
        null,
        null);

    /// <summary>An id of a run of the gate.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(IdAlphabet, IdLength);

    /// <exception cref="ArgumentException">Nobody could or should be asked this.</exception>
    public static ApprovalRequest Create(ApprovalSubmission submission, string instanceId, DateTimeOffset now)
    {
        var (binding, verdict, requester) = (submission.Binding, submission.Verdict, submission.Requester);
        if (verdict is not { Kind: VerdictKind.RequireApproval, Approval: { } needed } || !RequirementJson.AsksSomebody(needed))
        {
            throw new ArgumentException("the verdict does not name people who could approve", nameof(submission));
        }

        if (!binding.IsJudgedBy(verdict))
        {
            throw new ArgumentException("the verdict was not given for this command", nameof(submission));
        }

        if (!binding.IsReviewable)
        {
            throw new ArgumentException("the command is too large to be read by a person", nameof(submission));
        }

        var expires = now + needed.ExpiresAfter;
        return new ApprovalRequest
        {
            Id = "a-" + NewId(),
            InstanceId = instanceId,
            State = ApprovalState.Pending,
            Created = now,
            // A session never outlives its token, so neither does what it waits for. Who does not wait brings a new token.
            Expires = submission.IsAsync || expires < requester.ExpiresAt ? expires : requester.ExpiresAt,
            IsAsync = submission.IsAsync,
            Digest = binding.Digest,
            Command = binding.Command,
            Context = binding.CommandLine.Context,
            Input = binding.Input,
            Environment = binding.Environment,
            Directory = binding.Directory,
            Target = binding.Target,
            Account = binding.Account,
            HasTerminal = binding.HasTerminal,
            PolicyVersion = binding.PolicyVersion,
            Risk = verdict.Risk,
            Reasons = [.. submission.IsUngated ? [Ungated] : Array.Empty<ApprovalReason>(), .. verdict.Reasons.Select(reason =>
                new ApprovalReason(reason.Rule, reason.Text, reason.Span?.Start, reason.Span?.Length))],
            Rules = verdict.Rules,
            Effective = verdict.Effective,
            Requirement = needed,
            Requester = AuditPrincipal.From(requester),
            Owner = submission.Owner,
            ConnectionId = submission.ConnectionId,
            SessionId = submission.SessionId,
            SourceAddress = submission.SourceAddress,
            Intent = submission.Intent is { Length: > MaxIntentLength } tooLong
                ? tooLong[..MaxIntentLength]
                : submission.Intent,
        };
    }
}

using SshGate.Gateway.Approvals;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Gateway.Api;

/// <summary>One line of a list of requests; also what the event stream carries.</summary>
public sealed record ApprovalSummary
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The greatest risk found.</summary>
    public required RiskClass Risk { get; init; }

    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The account on the target.</summary>
    public required string Account { get; init; }

    /// <summary>Who asks.</summary>
    public required string Subject { get; init; }

    /// <summary>The agent that acts, if any.</summary>
    public string? Agent { get; init; }

    /// <summary>The stage that was open last: its place and name. Absent when there is only one.</summary>
    public string? Stage { get; init; }

    /// <summary>Whose members are asked now; empty when nobody is.</summary>
    public required IReadOnlyList<string> MayDecide { get; init; }

    /// <summary>Whether its agent does not wait but comes back later.</summary>
    public required bool IsAsync { get; init; }

    /// <summary>Whether backups are asked because nobody answered.</summary>
    public required bool IsEscalated { get; init; }

    /// <summary>Whether a standing pre-approval spoke and no person did.</summary>
    public required bool IsFallback { get; init; }

    /// <summary>The session that asked.</summary>
    public required string SessionId { get; init; }

    /// <summary>The digest of the whole request.</summary>
    public required string Digest { get; init; }

    /// <summary>The size of the command.</summary>
    public required int Bytes { get; init; }

    /// <summary>The command on one line, everything invisible made visible.</summary>
    public required string CommandText { get; init; }

    /// <summary>Whether <see cref="CommandText"/> is only the beginning.</summary>
    public required bool Truncated { get; init; }

    internal static ApprovalSummary Of(ApprovalRequest request)
    {
        var text = Printable.Escape(request.Command.Span);
        var truncated = text.Length > ApiLimits.MaxSummaryLength;
        return new()
        {
            Id = request.Id,
            State = request.State,
            Created = request.Created,
            Expires = request.Expires,
            Risk = request.Risk,
            Target = request.Target,
            Account = request.Account,
            Subject = request.Requester.Subject,
            Agent = request.Requester.Agent,
            Stage = request.Requirement.Stages.Count > 1 ? ApprovalRules.StageName(request.Requirement, request.Stage) : null,
            MayDecide = MayDecideNow(request),
            IsAsync = request.IsAsync,
            IsEscalated = request.EscalatedAt is not null,
            IsFallback = request.FallbackAt is not null,
            SessionId = request.SessionId,
            Digest = request.Digest,
            Bytes = request.Command.Length,
            CommandText = truncated ? Beginning(text) : text,
            Truncated = truncated,
        };
    }

    private static IReadOnlyList<string> MayDecideNow(ApprovalRequest request)
    {
        if (request.State != ApprovalState.Pending)
        {
            return [];
        }

        var asked = request.Requirement.Stages[request.Stage].ApproverGroups;
        return request.EscalatedAt is not null && request.Requirement.Escalation is { } escalation
            ? [.. asked.Union(escalation.Groups, StringComparer.Ordinal)]
            : asked;
    }

    // Not between the halves of one character.
    private static string Beginning(string text) => text[..(char.IsHighSurrogate(text[ApiLimits.MaxSummaryLength - 1])
        ? ApiLimits.MaxSummaryLength - 1
        : ApiLimits.MaxSummaryLength)];
}

using SshGate.Gateway.Audit;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>A held request as stored: everything a person needs to decide, and where it stands.</summary>
public sealed record ApprovalRequest
{
    /// <summary>Its id, short enough to be typed.</summary>
    public required string Id { get; init; }

    /// <summary>The run of the gate that holds its session.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Where it stands.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>
    /// Whether its agent went on without waiting: then it belongs to no session, and whoever comes back as the same
    /// principal with the same command may claim it.
    /// </summary>
    public bool IsAsync { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the question, and an unused approval, ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The digest of the whole binding.</summary>
    public required string Digest { get; init; }

    /// <summary>The exact command.</summary>
    public required ReadOnlyMemory<byte> Command { get; init; }

    /// <summary>The language it is read in.</summary>
    public required CommandContext Context { get; init; }

    /// <summary>The withheld standard input, or null.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>The environment, sorted by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    /// <summary>The working directory, or null for the account's own.</summary>
    public string? Directory { get; init; }

    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The account on the target.</summary>
    public required string Account { get; init; }

    /// <summary>Whether the command gets a terminal.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>The policy that judged it.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>The greatest risk found.</summary>
    public required RiskClass Risk { get; init; }

    /// <summary>Why it waits.</summary>
    public required IReadOnlyList<ApprovalReason> Reasons { get; init; }

    /// <summary>The rules that decided.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Names of everything that would run.</summary>
    public required IReadOnlyList<string> Effective { get; init; }

    /// <summary>Who must approve, stage by stage, and what happens when nobody does.</summary>
    public required ApprovalRequirement Requirement { get; init; }

    /// <summary>
    /// The number of the stage that is open, from 0; for lists. What counts is <see cref="StageProgress"/>, which reads the
    /// decisions themselves.
    /// </summary>
    public int Stage { get; init; }

    /// <summary>Since when the backups may decide as well; null when they may not (yet).</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>When silence was answered by a standing pre-approval; null when it was not.</summary>
    public DateTimeOffset? FallbackAt { get; init; }

    /// <summary>Who asks, as proven at that moment.</summary>
    public required AuditPrincipal Requester { get; init; }

    /// <summary>The person answerable for the agent, if known.</summary>
    public string? Owner { get; init; }

    /// <summary>The connection it came over.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The session that asked.</summary>
    public required string SessionId { get; init; }

    /// <summary>The client's network address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>What the agent says it is for; foreign text.</summary>
    public string? Intent { get; init; }

    /// <summary>When the backups are asked, if nobody decided until then; null for never.</summary>
    internal DateTimeOffset? EscalatesAt => Requirement.Escalation is { } escalation ? Created + escalation.After : null;
}

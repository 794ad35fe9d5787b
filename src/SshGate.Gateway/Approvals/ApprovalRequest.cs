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

    /// <summary>Whose members may decide.</summary>
    public required IReadOnlyList<string> ApproverGroups { get; init; }

    /// <summary>How many distinct people must approve.</summary>
    public required int RequiredCount { get; init; }

    /// <summary>Who asks, as proven at that moment.</summary>
    public required AuditPrincipal Requester { get; init; }

    /// <summary>The person answerable for the agent, if known.</summary>
    public string? Owner { get; init; }

    /// <summary>The connection it came over.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The session that waits.</summary>
    public required string SessionId { get; init; }

    /// <summary>The client's network address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>What the agent says it is for; foreign text.</summary>
    public string? Intent { get; init; }
}

using SshGate.Gateway.Identity;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>A question to people: may this run?</summary>
public sealed record ApprovalSubmission
{
    /// <summary>What would run.</summary>
    public required CommandBinding Binding { get; init; }

    /// <summary>Why it waits and who may decide; its kind must be <see cref="VerdictKind.RequireApproval"/>.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Who asks.</summary>
    public required VerifiedIdentity Requester { get; init; }

    /// <summary>The connection it came over.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The session that asks, and the only one that may claim the approval; unless <see cref="IsAsync"/>.</summary>
    public required string SessionId { get; init; }

    /// <summary>
    /// Whether the agent does not wait: the request then outlives session and gate, and the same principal may claim it
    /// over any connection.
    /// </summary>
    public bool IsAsync { get; init; }

    /// <summary>The most requests of this principal that may be pending at once, this one included.</summary>
    public int MaxPending { get; init; } = int.MaxValue;

    /// <summary>The client's network address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>The person answerable for the agent, by subject, where one is known; never allowed to decide.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether what is typed into it afterwards is judged by nobody; the people who decide are told so.</summary>
    public bool IsUngated { get; init; }

    /// <summary>What the agent says it is for. Foreign text: shown as a claim, never believed.</summary>
    public string? Intent { get; init; }
}

namespace SshGate.Gateway.Api;

/// <summary>One session, for lists. Texts are as they came: escape them before showing them.</summary>
public sealed record SessionInfo
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The connection it belongs to.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>
    /// What it is doing: deciding, held, running, ungated (running, with keystrokes that nobody judges), ending; <c>ended</c>; or <c>lost</c>, when the gate died before it could say.
    /// </summary>
    public required string Phase { get; init; }

    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The account on the target.</summary>
    public required string Account { get; init; }

    /// <summary>The issuer of the principal's token.</summary>
    public required string Issuer { get; init; }

    /// <summary>The principal.</summary>
    public required string Subject { get; init; }

    /// <summary>The principal's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The acting agent, if one acts for the subject.</summary>
    public string? Agent { get; init; }

    /// <summary>The client's network address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>The command, as text for people.</summary>
    public string? Command { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it must end: the end of its token.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How its command ended: an exit status, or the name of the signal that killed it.</summary>
    public string? Exit { get; init; }

    /// <summary>Why it ended.</summary>
    public string? Reason { get; init; }
}

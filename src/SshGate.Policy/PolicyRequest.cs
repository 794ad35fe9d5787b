namespace SshGate.Policy;

/// <summary>A question to the policy. Time and source come in as values: the policy reads no clock.</summary>
public abstract record PolicyRequest
{
    /// <summary>Who asks.</summary>
    public required PolicySubject Subject { get; init; }

    /// <summary>What is asked for.</summary>
    public required PolicyTarget Target { get; init; }

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The client's network address, as text without a port.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>What the principal says it is for; null when it said nothing.</summary>
    public string? Intent { get; init; }

    /// <summary>What the gate remembers about the principal; null when it does not know.</summary>
    public RequestHistory? History { get; init; }
}

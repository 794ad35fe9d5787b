namespace SshGate.Recording;

/// <summary>The last line of a recording: what it holds, and one digest over every byte before.</summary>
public sealed record RecordingSeal
{
    /// <summary>The lines before the seal, the header included.</summary>
    public required long Lines { get; init; }

    /// <summary>The events, without the links of the chain.</summary>
    public required long Events { get; init; }

    /// <summary>From the start to the seal, by the monotonic clock.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why the session ended.</summary>
    public required string Reason { get; init; }

    /// <summary>Bytes the program wrote to standard output.</summary>
    public required long OutputBytes { get; init; }

    /// <summary><c>sha256:</c> and hex of those bytes.</summary>
    public required string OutputHash { get; init; }

    /// <summary>Bytes the program wrote to standard error.</summary>
    public required long ErrorBytes { get; init; }

    /// <summary><c>sha256:</c> and hex of those bytes.</summary>
    public required string ErrorHash { get; init; }

    /// <summary><c>sha256:</c> and hex: the fingerprint of the whole recording. The audit log keeps it.</summary>
    public required string Digest { get; init; }
}

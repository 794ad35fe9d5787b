namespace SshGate.Recording;

/// <summary>One event as read from a recording.</summary>
public sealed record RecordingEvent
{
    /// <summary>The line it stands on; the header is line 1.</summary>
    public required long Line { get; init; }

    /// <summary>Time since the start.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>One of <see cref="EventCodes"/>, or a code this version does not know.</summary>
    public required string Code { get; init; }

    /// <summary>The data; for output the text as shown on the screen.</summary>
    public required string Data { get; init; }

    /// <summary>For output: the stream it came from.</summary>
    public OutputSource Source { get; init; }

    /// <summary>For output: the exact bytes the program wrote.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}

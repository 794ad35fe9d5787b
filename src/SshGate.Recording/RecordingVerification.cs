namespace SshGate.Recording;

/// <summary>What the verifier found.</summary>
public abstract record RecordingVerification
{
    private RecordingVerification()
    {
    }

    /// <summary>Sealed, and every byte is as it was written.</summary>
    public sealed record Ok(RecordingSeal Seal) : RecordingVerification;

    /// <summary>
    /// Not sealed: the session still runs, its gate crashed, or the end was cut off. Nothing contradicts the chain up to
    /// <paramref name="LastLinkedLine"/>; the lines after it, up to <paramref name="LastLine"/>, are not linked yet.
    /// </summary>
    public sealed record Open(long LastLinkedLine, long LastLine, string Remark) : RecordingVerification;

    /// <summary>The first line that is not as it was written (1 is the header), and what is wrong.</summary>
    public sealed record Broken(long Line, string Reason) : RecordingVerification;
}

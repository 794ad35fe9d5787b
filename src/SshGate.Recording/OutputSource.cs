namespace SshGate.Recording;

/// <summary>Which of a program's two streams a piece of output came from.</summary>
public enum OutputSource
{
    /// <summary>Standard output, and everything of a terminal.</summary>
    Output,

    /// <summary>Standard error (RFC 4254 §5.2, extended data type 1).</summary>
    Error,
}

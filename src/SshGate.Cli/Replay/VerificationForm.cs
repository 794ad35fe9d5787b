namespace SshGate.Cli.Replay;

/// <summary>How a verification is printed.</summary>
internal enum VerificationForm
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

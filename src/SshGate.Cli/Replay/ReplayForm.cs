namespace SshGate.Cli.Replay;

/// <summary>How a replay is shown.</summary>
internal enum ReplayForm
{
    /// <summary>As it looked, through the replay filter.</summary>
    Screen,

    /// <summary>The words only.</summary>
    Text,

    /// <summary>One JSON object per event.</summary>
    Json,
}

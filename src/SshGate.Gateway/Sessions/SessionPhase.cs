namespace SshGate.Gateway.Sessions;

/// <summary>What a live session is doing.</summary>
internal enum SessionPhase
{
    /// <summary>Its command is being read and judged.</summary>
    Deciding,

    /// <summary>It waits for the agent's next statement.</summary>
    Idle,

    /// <summary>Its command waits for people.</summary>
    Held,

    /// <summary>Its command runs on the target.</summary>
    Running,

    /// <summary>Its program runs and takes keystrokes that nobody judges; people granted that.</summary>
    Ungated,

    /// <summary>It is over; the recording is being sealed.</summary>
    Ending,
}

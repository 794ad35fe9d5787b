namespace SshGate.Gateway.Configuration;

/// <summary>How the gate behaves while a command is held. Who decides, and within which time, is the policy's to say.</summary>
public sealed record ApprovalOptions
{
    /// <summary>How often a waiting agent is told that it still waits.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an interactive program that people approved may take keystrokes, which nobody judges.</summary>
    public TimeSpan InteractiveLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Commands of one principal that may wait for people at once: more would not be weighed, only waved through.</summary>
    public int MaxHeldPerPrincipal { get; init; } = 20;
}

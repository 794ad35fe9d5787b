namespace SshGate.Policy.Classification;

/// <summary>
/// What rules judge one by one: a command with the risk found in it, or a risk that belongs to no command, such as a
/// redirection. The line gets the most severe outcome.
/// </summary>
internal sealed record RiskElement(CommandUse? Use, RiskClass Risk, IReadOnlyList<Finding> Findings)
{
    /// <summary>The files that redirections of the whole line open.</summary>
    public IReadOnlyCollection<string> Redirected { get; init; } = [];

    /// <summary>Whether one of them opens a file that is not known.</summary>
    public bool HasUnknownRedirection { get; init; }

    /// <summary>The directories that the whole line enters.</summary>
    public IReadOnlyCollection<string> Directories { get; init; } = [];

    /// <summary>Whether it enters one that is not known.</summary>
    public bool LeavesKnownDirectories { get; init; }
}

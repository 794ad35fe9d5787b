namespace SshGate.Policy.Classification;

/// <summary>
/// What rules judge one by one: a command with the risk found in it, or a risk that belongs to no command, such as a
/// redirection. The line gets the most severe outcome.
/// </summary>
internal sealed record RiskElement(CommandUse? Use, RiskClass Risk, IReadOnlyList<Finding> Findings)
{
    /// <summary>The files that redirections of the whole line open.</summary>
    public IReadOnlyCollection<string> Redirected { get; init; } = [];
}

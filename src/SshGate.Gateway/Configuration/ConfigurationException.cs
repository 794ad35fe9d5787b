namespace SshGate.Gateway.Configuration;

/// <summary>The configuration cannot be used; the message names file, JSON path, the value found and what is accepted.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception with one or more problems, a line each.</summary>
    public ConfigurationException(string file, IReadOnlyList<ConfigurationProblem> problems, Exception? inner = null)
        : base(string.Join(Environment.NewLine, problems.Select(problem => problem.In(file))), inner) =>
        Problems = problems;

    /// <summary>What is wrong, in the order found; at least one.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }
}

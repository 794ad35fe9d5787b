namespace SshGate.Gateway.Targets;

/// <summary>
/// The catalogue cannot be used; the message has a line <c>file:line:column: problem</c> for each problem.
/// </summary>
public sealed class TargetFileException : Exception
{
    /// <summary>Creates the exception with one or more problems.</summary>
    public TargetFileException(string file, IReadOnlyList<TargetProblem> problems, Exception? inner = null)
        : base(
            string.Join(Environment.NewLine, problems.Select(problem => $"{file}:{problem.Line}:{problem.Column}: {problem.Text}")),
            inner)
    {
        Problems = problems;
    }

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<TargetProblem> Problems { get; }
}

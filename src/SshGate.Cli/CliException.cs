namespace SshGate.Cli;

/// <summary>A failure that a person can act on: what happened, and what to do next. Carries no secret.</summary>
internal sealed class CliException : Exception
{
    public CliException(int exitCode, string message, string? hint = null, Exception? inner = null)
        : base(message, inner)
    {
        ExitCode = exitCode;
        Hint = hint;
    }

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; }

    /// <summary>What to do next, printed as <c>sshgate: hint: …</c>.</summary>
    public string? Hint { get; }
}

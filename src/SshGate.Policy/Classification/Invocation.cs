namespace SshGate.Policy.Classification;

/// <summary>One command about to run: its words after expansion as far as known, and what surrounds it.</summary>
internal sealed record Invocation
{
    /// <summary>The command name and its arguments.</summary>
    public required IReadOnlyList<Argument> Words { get; init; }

    /// <summary>The table name of the command.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>Its standard input.</summary>
    public required InputText Input { get; init; }

    /// <summary>The analysis it belongs to.</summary>
    public required ShellAnalyzer Analyzer { get; init; }

    /// <summary>Its line of the table.</summary>
    public required CommandSpec Spec { get; init; }

    /// <summary>Whether a wrapper runs it as a program, so that it is not the shell's builtin of that name.</summary>
    public bool IsProgram { get; init; }

    /// <summary>The arguments without the name.</summary>
    public IEnumerable<Argument> Arguments => Words.Skip(1);

    /// <summary>Reports something that is not reading.</summary>
    public void Add(RiskClass risk, string text) => Analyzer.Report.Add(risk, $"{Name}: {text}", Span);

    /// <summary>Reports about one argument.</summary>
    public void Add(RiskClass risk, string text, Argument argument) =>
        Analyzer.Report.Add(risk, $"{Name}: {text}", argument.Span);
}

namespace SshGate.Policy;

/// <summary>What a command line would do, before any rule is asked.</summary>
public sealed class CommandAnalysis
{
    internal CommandAnalysis(IReadOnlyList<Finding> findings, IReadOnlyList<string> effective, bool inputIsCode)
    {
        Findings = findings;
        Effective = effective;
        InputIsCode = inputIsCode;
        Risk = findings.Count == 0 ? RiskClass.Read : findings.Max(finding => finding.Risk);
    }

    /// <summary>What rules judge one by one.</summary>
    internal IReadOnlyList<Classification.RiskElement> Elements { get; init; } = [];

    /// <summary>Everything that is not proven to be read-only; empty when the whole line is.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The most severe risk found.</summary>
    public RiskClass Risk { get; }

    /// <summary>Base names of everything that would run, in source order; <c>?</c> where it cannot be known.</summary>
    public IReadOnlyList<string> Effective { get; }

    /// <summary>
    /// Whether the command reads its standard input as code (<c>bash</c>, <c>sh -s</c>, <c>python -</c>, <c>psql</c>):
    /// the gate then withholds standard input to its end and has it judged with the command.
    /// </summary>
    public bool InputIsCode { get; }
}

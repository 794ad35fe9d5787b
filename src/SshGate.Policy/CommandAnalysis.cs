using SshGate.Policy.Classification;

namespace SshGate.Policy;

/// <summary>What a command line would do, before any rule is asked.</summary>
public sealed class CommandAnalysis
{
    internal CommandAnalysis(
        AnalysisOrigin origin,
        IReadOnlyList<Finding> findings,
        IReadOnlyList<string> effective,
        CommandContext? inputLanguage,
        bool inputIsCode)
    {
        Origin = origin;
        Findings = findings;
        Effective = effective;
        InputLanguage = inputLanguage;
        InputIsCode = inputIsCode;
        Risk = findings.Count == 0 ? RiskClass.Read : findings.Max(finding => finding.Risk);
    }

    /// <summary>The command line, command table and input this was made from; it says nothing about others.</summary>
    internal AnalysisOrigin Origin { get; }

    /// <summary>What rules judge one by one.</summary>
    internal IReadOnlyList<RiskElement> Elements { get; init; } = [];

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

    /// <summary>
    /// What standard input is read as when it is code: <see cref="CommandContext.Script"/>, <see cref="CommandContext.Psql"/>,
    /// <see cref="CommandContext.Mysql"/>, <see cref="CommandContext.Redis"/> or <see cref="CommandContext.Python"/>. Null when
    /// it is data, when it is code of another language, and when several commands would read it as different ones.
    /// </summary>
    public CommandContext? InputLanguage { get; }
}

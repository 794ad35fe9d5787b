using System.Text;
using SshGate.Policy.Rules;

namespace SshGate.Policy;

/// <summary>A request and what a policy is expected to answer, as written in a file of policy tests.</summary>
public sealed record PolicyTest
{
    /// <summary>The command line; null tests the connection.</summary>
    public required string? Line { get; init; }

    /// <summary>Standard input that is code.</summary>
    public string? Input { get; init; }

    /// <summary>Where the line is read.</summary>
    public CommandContext Context { get; init; }

    /// <summary>Whether the command gets a terminal.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>The expected answer.</summary>
    public required VerdictKind Expected { get; init; }

    /// <summary>The rule expected among those that decide; null when any will do.</summary>
    public string? Rule { get; init; }

    /// <summary>How many people it is expected to take; null when any number will do.</summary>
    public int? People { get; init; }

    /// <summary>Tags expected on the answer.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What the principal says it is for.</summary>
    public string? Intent { get; init; }

    /// <summary>What the gate remembers.</summary>
    public RequestHistory? History { get; init; }

    /// <summary>Who asks.</summary>
    public required PolicySubject Subject { get; init; }

    /// <summary>What is asked for.</summary>
    public required PolicyTarget Target { get; init; }

    /// <summary>The client's address.</summary>
    public required string Source { get; init; }

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The line of the file the test begins at.</summary>
    public int SourceLine { get; init; }

    /// <summary>Reads a file of tests.</summary>
    public static (IReadOnlyList<PolicyTest> Tests, IReadOnlyList<PolicyError> Errors) Load(string yaml, string fileName) =>
        PolicyTestReader.Read(yaml, fileName);

    /// <summary>Asks a policy and compares.</summary>
    public (bool Passed, Verdict Verdict) Run(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var verdict = policy.Evaluate(Request());
        return (
            verdict.Kind == Expected
                && (Rule is null || verdict.Rules.Contains(Rule))
                && (People is null || verdict.Approval?.People == People)
                && Tags.All(verdict.Tags.Contains),
            verdict);
    }

    /// <summary>The request.</summary>
    public PolicyRequest Request() => Line is null
        ? new ConnectionRequest { Subject = Subject, Target = Target, Now = Now, SourceAddress = Source, Intent = Intent, History = History }
        : new CommandRequest
        {
            Subject = Subject,
            Target = Target,
            Now = Now,
            SourceAddress = Source,
            Intent = Intent,
            History = History,
            Command = CommandLine.Parse(Encoding.UTF8.GetBytes(Line), Context),
            Input = Input is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(Input),
            HasTerminal = HasTerminal,
        };
}

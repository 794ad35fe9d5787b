using System.Text;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>The whole line is one of these, byte for byte.</summary>
internal sealed class LineCondition(IReadOnlyList<string> lines) : Condition("line")
{
    private readonly byte[][] _lines = [.. lines.Select(Encoding.UTF8.GetBytes)];

    public override IReadOnlyList<string> Wanted => lines;

    public override bool? Holds(Facts facts) => Holds(facts.Request);

    public bool Holds(PolicyRequest request) =>
        request is CommandRequest command && Array.Exists(_lines, line => command.Command.Source.Span.SequenceEqual(line));

    public override string Found(Facts facts) => "another line";
}

namespace SshGate.Policy.Syntax;

/// <summary>Pipelines joined by <c>&amp;&amp;</c> and <c>||</c>; <c>IsBackground</c> when it ends in <c>&amp;</c>.</summary>
public sealed record AndOrList(
    SourceSpan Span,
    IReadOnlyList<Pipeline> Pipelines,
    IReadOnlyList<AndOrOperator> Operators,
    bool IsBackground)
    : SyntaxNode(Span);

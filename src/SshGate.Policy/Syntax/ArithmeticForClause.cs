namespace SshGate.Policy.Syntax;

/// <summary><c>for (( a; b; c ))</c></summary>
public sealed record ArithmeticForClause(
    SourceSpan Span,
    IReadOnlyList<ArithmeticExpression> Expressions,
    CommandList Body,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

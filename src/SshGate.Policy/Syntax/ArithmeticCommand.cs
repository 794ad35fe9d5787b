namespace SshGate.Policy.Syntax;

/// <summary><c>(( expression ))</c></summary>
public sealed record ArithmeticCommand(
    SourceSpan Span,
    ArithmeticExpression Expression,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

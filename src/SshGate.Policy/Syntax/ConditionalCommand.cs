namespace SshGate.Policy.Syntax;

/// <summary><c>[[ expression ]]</c></summary>
public sealed record ConditionalCommand(
    SourceSpan Span,
    ConditionalExpression Expression,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

namespace SshGate.Policy.Syntax;

/// <summary><c>while</c> or <c>until</c>.</summary>
public sealed record WhileClause(
    SourceSpan Span,
    bool IsUntil,
    CommandList Condition,
    CommandList Body,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

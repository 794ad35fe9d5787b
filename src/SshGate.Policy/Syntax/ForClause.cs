namespace SshGate.Policy.Syntax;

/// <summary><c>for</c> or <c>select</c> over words; <c>Items</c> is null where it runs over the positional parameters.</summary>
public sealed record ForClause(
    SourceSpan Span,
    bool IsSelect,
    string Name,
    IReadOnlyList<Word>? Items,
    CommandList Body,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

namespace SshGate.Policy.Syntax;

/// <summary><c>if … then … elif … else … fi</c></summary>
public sealed record IfClause(
    SourceSpan Span,
    IReadOnlyList<IfBranch> Branches,
    CommandList? Else,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

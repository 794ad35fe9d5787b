namespace SshGate.Policy.Syntax;

/// <summary><c>{ list; }</c></summary>
public sealed record BraceGroup(
    SourceSpan Span,
    CommandList Body,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

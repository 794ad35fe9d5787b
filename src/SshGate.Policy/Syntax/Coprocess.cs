namespace SshGate.Policy.Syntax;

/// <summary><c>coproc</c></summary>
public sealed record Coprocess(
    SourceSpan Span,
    string? Name,
    CommandNode Body,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

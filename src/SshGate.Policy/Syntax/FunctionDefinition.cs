namespace SshGate.Policy.Syntax;

/// <summary><c>name() body</c>; redirections belong to the body.</summary>
public sealed record FunctionDefinition(
    SourceSpan Span,
    string Name,
    CommandNode Body,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

namespace SshGate.Policy.Syntax;

/// <summary>A command this parser declines to interpret; nothing that holds one is ever allowed by itself.</summary>
public sealed record OpaqueCommand(
    SourceSpan Span,
    string Reason,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

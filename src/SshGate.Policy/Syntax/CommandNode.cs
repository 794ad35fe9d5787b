namespace SshGate.Policy.Syntax;

/// <summary>One command of a pipeline, with the redirections that belong to it.</summary>
public abstract record CommandNode(SourceSpan Span, IReadOnlyList<Redirection> Redirections) : SyntaxNode(Span);

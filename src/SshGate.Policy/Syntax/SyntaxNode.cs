namespace SshGate.Policy.Syntax;

/// <summary>A node of the syntax tree, named as in the POSIX shell grammar, with its exact place in the source.</summary>
public abstract record SyntaxNode(SourceSpan Span);

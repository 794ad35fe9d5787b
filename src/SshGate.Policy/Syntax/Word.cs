namespace SshGate.Policy.Syntax;

/// <summary>A word before expansion.</summary>
public sealed record Word(SourceSpan Span, IReadOnlyList<WordPart> Parts) : SyntaxNode(Span);

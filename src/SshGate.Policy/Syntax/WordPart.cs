namespace SshGate.Policy.Syntax;

/// <summary>A part of a word: text, quoted text or an expansion.</summary>
public abstract record WordPart(SourceSpan Span) : SyntaxNode(Span);

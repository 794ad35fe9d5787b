namespace SshGate.Policy.Syntax;

/// <summary>An expression between <c>[[</c> and <c>]]</c>.</summary>
public abstract record ConditionalExpression(SourceSpan Span) : SyntaxNode(Span);

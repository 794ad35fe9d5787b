namespace SshGate.Policy.Syntax;

/// <summary>Arithmetic text: literal pieces and the expansions in it.</summary>
public sealed record ArithmeticExpression(SourceSpan Span, IReadOnlyList<WordPart> Parts) : SyntaxNode(Span);

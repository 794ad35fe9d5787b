namespace SshGate.Policy.Syntax;

/// <summary>One element of an array assignment.</summary>
public sealed record ArrayElement(SourceSpan Span, ArithmeticExpression? Subscript, Word Value) : SyntaxNode(Span);

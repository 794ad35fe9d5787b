namespace SshGate.Policy.Syntax;

/// <summary><c>-f word</c> and the like.</summary>
public sealed record UnaryTest(SourceSpan Span, string Operator, Word Operand) : ConditionalExpression(Span);

namespace SshGate.Policy.Syntax;

/// <summary><c>! expression</c></summary>
public sealed record NotTest(SourceSpan Span, ConditionalExpression Operand) : ConditionalExpression(Span);

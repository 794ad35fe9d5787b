namespace SshGate.Policy.Syntax;

/// <summary>A word alone: true when it is not empty.</summary>
public sealed record WordTest(SourceSpan Span, Word Operand) : ConditionalExpression(Span);

namespace SshGate.Policy.Syntax;

/// <summary><c>a == b</c> and the like.</summary>
public sealed record BinaryTest(
    SourceSpan Span,
    string Operator,
    Word Left,
    Word Right)
    : ConditionalExpression(Span);

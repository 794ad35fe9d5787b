namespace SshGate.Policy.Syntax;

/// <summary><c>a &amp;&amp; b</c>, <c>a || b</c></summary>
public sealed record LogicalTest(
    SourceSpan Span,
    AndOrOperator Operator,
    ConditionalExpression Left,
    ConditionalExpression Right)
    : ConditionalExpression(Span);

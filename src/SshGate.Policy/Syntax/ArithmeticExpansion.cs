namespace SshGate.Policy.Syntax;

/// <summary><c>$(( … ))</c> or <c>$[ … ]</c>.</summary>
public sealed record ArithmeticExpansion(SourceSpan Span, ArithmeticExpression Expression) : WordPart(Span);

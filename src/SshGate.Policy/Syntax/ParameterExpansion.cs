namespace SshGate.Policy.Syntax;

/// <summary><c>$name</c> or <c>${…}</c>; <c>Operator</c> is empty, or the text such as <c>:-</c>, <c>#</c>, <c>//</c>, <c>:</c>, <c>@P</c>.</summary>
public sealed record ParameterExpansion(
    SourceSpan Span,
    string Name,
    bool IsIndirect,
    bool IsLength,
    ArithmeticExpression? Subscript,
    string Operator,
    Word? Operand)
    : WordPart(Span);

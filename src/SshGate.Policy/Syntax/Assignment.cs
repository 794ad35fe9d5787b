namespace SshGate.Policy.Syntax;

/// <summary><c>name=value</c>, <c>name[subscript]=value</c> or <c>name=( … )</c>.</summary>
public sealed record Assignment(
    SourceSpan Span,
    string Name,
    ArithmeticExpression? Subscript,
    bool IsAppend,
    Word? Value,
    IReadOnlyList<ArrayElement>? Elements)
    : SyntaxNode(Span);

namespace SshGate.Policy.Syntax;

/// <summary>Commands joined by <c>|</c> or <c>|&amp;</c>, perhaps after <c>!</c> or <c>time</c>.</summary>
public sealed record Pipeline(
    SourceSpan Span,
    bool IsNegated,
    bool IsTimed,
    IReadOnlyList<CommandNode> Commands)
    : SyntaxNode(Span);

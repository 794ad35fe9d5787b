namespace SshGate.Policy.Syntax;

/// <summary>One condition of an <see cref="IfClause"/> and what runs when it holds.</summary>
public sealed record IfBranch(SourceSpan Span, CommandList Condition, CommandList Body) : SyntaxNode(Span);

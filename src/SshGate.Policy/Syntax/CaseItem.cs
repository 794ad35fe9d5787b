namespace SshGate.Policy.Syntax;

/// <summary>The patterns of one <c>case</c> arm and what runs when one matches.</summary>
public sealed record CaseItem(SourceSpan Span, IReadOnlyList<Word> Patterns, CommandList Body) : SyntaxNode(Span);

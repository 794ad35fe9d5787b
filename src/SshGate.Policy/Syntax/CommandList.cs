namespace SshGate.Policy.Syntax;

/// <summary>Commands one after the other; the whole script, or the inside of a compound command.</summary>
public sealed record CommandList(SourceSpan Span, IReadOnlyList<AndOrList> Items) : SyntaxNode(Span);

namespace SshGate.Policy.Syntax;

/// <summary>A redirection. <c>Descriptor</c> is the text before the operator: a number, or <c>{name}</c>.</summary>
public sealed record Redirection(
    SourceSpan Span,
    RedirectionKind Kind,
    string? Descriptor,
    Word Target,
    HereDocument? Document)
    : SyntaxNode(Span);

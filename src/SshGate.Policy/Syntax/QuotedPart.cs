namespace SshGate.Policy.Syntax;

/// <summary>Literal text after quote removal.</summary>
public sealed record QuotedPart(SourceSpan Span, QuoteKind Kind, string Text) : WordPart(Span);

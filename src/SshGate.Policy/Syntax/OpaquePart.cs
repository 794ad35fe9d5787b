namespace SshGate.Policy.Syntax;

/// <summary>A part this parser declines to interpret.</summary>
public sealed record OpaquePart(SourceSpan Span, string Reason) : WordPart(Span);

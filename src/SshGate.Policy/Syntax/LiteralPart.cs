namespace SshGate.Policy.Syntax;

/// <summary>Unquoted text; globs, braces and a tilde in it are still special.</summary>
public sealed record LiteralPart(SourceSpan Span, string Text) : WordPart(Span);

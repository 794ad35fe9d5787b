namespace SshGate.Policy.Syntax;

/// <summary><c>"…"</c>, or <c>$"…"</c> when localized.</summary>
public sealed record DoubleQuotedPart(
    SourceSpan Span,
    bool IsLocalized,
    IReadOnlyList<WordPart> Parts)
    : WordPart(Span);

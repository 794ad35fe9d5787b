namespace SshGate.Policy.Syntax;

/// <summary><c>&lt;( … )</c> or <c>&gt;( … )</c>.</summary>
public sealed record ProcessSubstitution(SourceSpan Span, CommandList Body, bool IsOutput) : WordPart(Span);

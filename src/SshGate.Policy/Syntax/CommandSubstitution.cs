namespace SshGate.Policy.Syntax;

/// <summary><c>$( … )</c> or backquotes.</summary>
public sealed record CommandSubstitution(SourceSpan Span, CommandList Body, bool IsBackquoted) : WordPart(Span);

namespace SshGate.Policy.Syntax;

/// <summary>The <c>( … )</c> of an array assignment given to a declaring builtin such as <c>declare</c>.</summary>
public sealed record ArrayPart(SourceSpan Span, IReadOnlyList<ArrayElement> Elements) : WordPart(Span);

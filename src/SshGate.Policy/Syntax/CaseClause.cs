namespace SshGate.Policy.Syntax;

/// <summary><c>case word in … esac</c></summary>
public sealed record CaseClause(
    SourceSpan Span,
    Word Subject,
    IReadOnlyList<CaseItem> Items,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

namespace SshGate.Policy.Syntax;

/// <summary>Assignments, then words: the command name and its arguments.</summary>
public sealed record SimpleCommand(
    SourceSpan Span,
    IReadOnlyList<Assignment> Assignments,
    IReadOnlyList<Word> Words,
    IReadOnlyList<Redirection> Redirections)
    : CommandNode(Span, Redirections);

using SshGate.Policy.Parsing;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>
/// An interactive bash replaces <c>!word</c> before it reads a line (bash manual 9.3). The managed shell runs without
/// history, but a person who typed it meant something else than what is written, so it is held.
/// </summary>
internal static class HistoryExpansion
{
    public static void Inspect(CommandLine line, Report report)
    {
        var text = SourceText.FromBytes(line.Source.Span);
        if (!text.Contains('!', StringComparison.Ordinal) && !text.StartsWith('^'))
        {
            return;
        }

        // Single quotes, a backslash, and comments protect; double quotes do not.
        var isProtected = new bool[text.Length];
        Mark(line.Syntax!, isProtected);
        var lastBracket = text.LastIndexOf(']');
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : ' ';
            var previous = i > 0 ? text[i - 1] : ' ';
            if (text[i] == '!' && !isProtected[i] && next is not (' ' or '\t' or '\n' or '=' or '(' or '"' or ')' or ']' or ';' or '|' or '&')
                && !(previous is '$' or '{') && !(previous == '[' && lastBracket > i))
            {
                report.Add(RiskClass.Opaque, "an interactive shell replaces '!' with an earlier command", new SourceSpan(i, 1));
                return;
            }
        }

        if (text.StartsWith('^'))
        {
            report.Add(RiskClass.Opaque, "an interactive shell reads '^' as a change of the last command", new SourceSpan(0, 1));
        }
    }

    private static void Mark(SyntaxNode root, bool[] isProtected)
    {
        var covered = new bool[isProtected.Length];
        var pending = new Stack<SyntaxNode>();
        pending.Push(root);
        while (pending.TryPop(out var node))
        {
            if (node is QuotedPart { Kind: QuoteKind.Single or QuoteKind.AnsiC or QuoteKind.Backslash } quoted)
            {
                Array.Fill(isProtected, true, quoted.Span.Start, quoted.Span.Length);
            }

            if (node is Word or Assignment or Redirection or ConditionalExpression or ArithmeticExpression or Pipeline)
            {
                Array.Fill(covered, true, node.Span.Start, node.Span.Length);
            }

            foreach (var child in SyntaxTree.Children(node))
            {
                pending.Push(child);
            }
        }

        for (var i = 0; i < covered.Length; i++)
        {
            // What no node covers is blank, separator or comment.
            isProtected[i] |= !covered[i];
        }
    }
}

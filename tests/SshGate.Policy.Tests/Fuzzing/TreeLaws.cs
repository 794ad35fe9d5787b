using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Tests.Fuzzing;

/// <summary>What holds for every syntax tree: it covers its source, each node within its parent, each byte once.</summary>
internal static class TreeLaws
{
    public static void Check(CommandLine line)
    {
        if (line.Syntax is { } syntax)
        {
            Check(syntax, line.Source.Span, false);
        }
    }

    /// <summary>What the commands of a line are, told without regard to how it is written.</summary>
    public static List<string> Shape(CommandList list)
    {
        var shape = new List<string>();
        Tell(list, shape);
        return shape;
    }

    /// <summary>
    /// Whether a print need not read the same again: what was declined to be read, and a redirection before the first word, which
    /// is printed behind it, so that a word may become a reserved one.
    /// </summary>
    public static bool IsPrintedOtherwise(SyntaxNode node) => node is OpaquePart or OpaqueCommand or QuotedPart { Kind: QuoteKind.AnsiC }
        || node is SimpleCommand { Redirections: [var first, ..], Words: [var word, ..] } && first.Span.Start < word.Span.Start
        || SyntaxTree.Children(node).Any(IsPrintedOtherwise);

    private static void Check(SyntaxNode node, ReadOnlySpan<byte> source, bool isBackquoted)
    {
        Assert.InRange(node.Span.Start, 0, source.Length);
        Assert.InRange(node.Span.End, node.Span.Start, source.Length);
        var inner = isBackquoted || node is CommandSubstitution { IsBackquoted: true };
        if (node is Word or DoubleQuotedPart or ArithmeticExpression && !isBackquoted)
        {
            CheckCover(node, source);
        }

        var body = (node as Redirection)?.Document?.Body;
        var bodies = node is CommandNode command ? command.Redirections : [];
        var last = node.Span.Start;
        foreach (var child in SyntaxTree.Children(node))
        {
            if (!ReferenceEquals(child, body))
            {
                // The body of a here-document stands behind its line, outside of the command it belongs to.
                Assert.True(child.Span.Start >= node.Span.Start && child.Span.End <= node.Span.End, $"{child.GetType().Name} outside of {node.GetType().Name}");
            }

            if (child is not Redirection && !ReferenceEquals(child, body) && node is not SimpleCommand)
            {
                Assert.True(child.Span.Start >= last, $"{child.GetType().Name} before its sibling");
                last = child.Span.End;
            }

            Check(child, source, inner);
        }
    }

    /// <summary>The parts of a word, and the quotes around them, are all its bytes; only a continued line leaves a gap.</summary>
    private static void CheckCover(SyntaxNode node, ReadOnlySpan<byte> source)
    {
        var at = node.Span.Start;
        var end = node.Span.End;
        if (node is DoubleQuotedPart quoted)
        {
            at += quoted.IsLocalized ? 2 : 1;
            end--;
        }

        foreach (var part in SyntaxTree.Children(node))
        {
            CheckGap(source[at..part.Span.Start]);
            at = part.Span.End;
        }

        CheckGap(source[at..end]);
    }

    private static void CheckGap(ReadOnlySpan<byte> gap)
    {
        for (var i = 0; i < gap.Length; i++)
        {
            Assert.Equal(i % 2 == 0 ? (byte)'\\' : (byte)'\n', gap[i]);
        }

        Assert.Equal(0, gap.Length % 2);
    }

    private static void Tell(SyntaxNode node, List<string> shape)
    {
        switch (node)
        {
            case SimpleCommand command:
                shape.Add($"{string.Join(' ', command.Assignments.Select(assignment => assignment.Name + "="))}[{string.Join('|', command.Words.Select(Text))}]");
                break;
            case Pipeline pipeline:
                shape.Add($"{(pipeline.IsNegated ? "!" : "")}{pipeline.Commands.Count}");
                break;
            case AndOrList { Operators.Count: > 0 } or AndOrList { IsBackground: true }:
                var list = (AndOrList)node;
                shape.Add(string.Join(',', list.Operators) + (list.IsBackground ? "&" : ""));
                break;
            case Redirection redirection:
                shape.Add($"{redirection.Kind} {(redirection.Document is null ? Text(redirection.Target) : "")}");
                break;
            case IfClause clause:
                // To bash an elif is an if inside the else.
                shape.Add(nameof(IfClause));
                Tell(clause.Branches[0], shape);
                foreach (var branch in clause.Branches.Skip(1))
                {
                    shape.AddRange(["1", nameof(IfClause)]);
                    Tell(branch, shape);
                }

                SyntaxTree.Children(clause).Skip(clause.Branches.Count).ToList().ForEach(child => Tell(child, shape));
                return;
            case CommandNode:
                shape.Add(node.GetType().Name);
                break;
        }

        foreach (var child in SyntaxTree.Children(node))
        {
            Tell(child, shape);
        }
    }

    private static string Text(Word word)
    {
        var text = new StringBuilder();
        foreach (var part in word.Parts)
        {
            text.Append(Text(part));
        }

        return text.ToString();
    }

    private static string Text(WordPart part) => part switch
    {
        LiteralPart literal => literal.Text,
        QuotedPart quoted => quoted.Text,
        DoubleQuotedPart quoted => string.Concat(quoted.Parts.Select(Text)),
        ParameterExpansion parameter => $"${parameter.Name}{parameter.Operator}",
        _ => "$",
    };
}

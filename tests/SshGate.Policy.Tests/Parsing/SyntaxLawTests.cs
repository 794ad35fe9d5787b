using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Tests.Parsing;

public sealed class SyntaxLawTests
{
    private const string Everything =
        "x=1; for i in a \"$x\" $(ls | wc); do case $i in a) cat <<E >f 2>&1;; esac\n$y `id`\nE\ndone && [[ $a == b* ]] || f() { (ls); }";

    private static readonly string[] Pieces =
    [
        "ls", "rm", "-rf", " ", " ", "\n", ";", "&", "|", "&&", "(", ")", "{", "}", "<", ">", "<<E", "E", "'", "\"", "`", "\\", "$", "$(", "${",
        "$((", "))", "((", "[[", "]]", "if", "then", "fi", "for", "in", "do", "done", "case", "esac", "=", "a[", "]", "!", "#", "*", "é", "\0", "\u202e", "x",
    ];

    [Fact]
    public void Any_bytes_give_a_tree_or_an_error_and_a_verdict()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            bytes =>
            {
                foreach (var context in Enum.GetValues<CommandContext>())
                {
                    var line = CommandLine.Parse(bytes, context);
                    PolicyDocument.Default!.Evaluate(TestPolicy.Request(line));
                }
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_mixture_of_tokens_gives_a_tree_or_an_error_and_never_the_error_rule()
    {
        var lines = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();
        Prop.ForAll(
            lines,
            text =>
            {
                var line = TestPolicy.Parse(text, CommandContext.Shell);
                if (line.Syntax is { } syntax)
                {
                    CheckSpans(syntax, line.Source.Length);
                }

                var verdict = PolicyDocument.Default!.Evaluate(TestPolicy.Request(line));
                Assert.DoesNotContain("error", verdict.Rules);
                Assert.True(line.Error is null || verdict.Kind != VerdictKind.Allow);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Every_prefix_of_a_line_is_read_without_an_exception_and_the_cut_one_never_does_more()
    {
        for (var length = 0; length <= Everything.Length; length++)
        {
            var line = TestPolicy.Parse(Everything[..length], CommandContext.Script);
            PolicyDocument.Default!.Evaluate(TestPolicy.Request(line));
            if (line.Syntax is { } syntax)
            {
                CheckSpans(syntax, line.Source.Length);
            }
        }

        Assert.Null(TestPolicy.Parse(Everything, CommandContext.Script).Error);
    }

    [Fact]
    public void The_text_of_each_word_reads_as_that_word_again()
    {
        var source = "printf '%s' a\"b $x\"c $'\\x41' \\d é\"ü\"'ö' ${y:-z w} $(ls 'q r') <(id) `id`";
        var line = TestPolicy.Parse(source);
        var command = Assert.IsType<SimpleCommand>(line.Syntax!.Items[0].Pipelines[0].Commands[0]);
        foreach (var word in command.Words)
        {
            var text = Encoding.UTF8.GetString(line.Source.Span.Slice(word.Span.Start, word.Span.Length));
            var again = Assert.IsType<SimpleCommand>(TestPolicy.Parse(text).Syntax!.Items[0].Pipelines[0].Commands[0]);
            Assert.Equal(word.Parts.Select(part => part.GetType()), Assert.Single(again.Words).Parts.Select(part => part.GetType()));
        }
    }

    private static void CheckSpans(SyntaxNode node, int end)
    {
        Assert.InRange(node.Span.Start, 0, end);
        Assert.InRange(node.Span.End, node.Span.Start, end);
        foreach (var child in SyntaxTree.Children(node))
        {
            CheckSpans(child, end);
        }
    }
}

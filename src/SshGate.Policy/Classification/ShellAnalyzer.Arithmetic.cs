using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>
/// Arithmetic is code: bash evaluates the text of a variable again, and a subscript in it may hold a command. So every
/// name in it must be a variable that only ever held integers.
/// </summary>
internal sealed partial class ShellAnalyzer
{
    private void CheckArithmetic(ArithmeticExpression expression) => CheckArithmetic(expression.Parts, expression.Span);

    private void CheckArithmetic(IReadOnlyList<WordPart> parts, SourceSpan span)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            switch (part)
            {
                case QuotedPart { Kind: QuoteKind.Double } literal:
                    text.Append(literal.Text);
                    break;
                case LiteralPart literal:
                    text.Append(literal.Text);
                    break;
                case ArithmeticExpansion nested:
                    CheckArithmetic(nested.Expression);
                    text.Append(" 0 ");
                    break;
                default:
                    if (!Resolve(part, true).Content.IsNumber)
                    {
                        Add(RiskClass.Opaque, "arithmetic on data, which bash evaluates as code", part.Span);
                    }

                    text.Append(" 0 ");
                    break;
            }
        }

        CheckArithmetic(text.ToString(), span);
    }

    private void CheckArithmetic(string text, SourceSpan span)
    {
        if (text.HasAnyOf("'\"`\\$@"))
        {
            Add(RiskClass.Opaque, "quoting inside arithmetic", span);
            return;
        }

        // What an expression assigns is an integer after it, not inside it.
        var assigned = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            if (char.IsAsciiDigit(text[i]))
            {
                i = End(text, i, c => char.IsAsciiLetterOrDigit(c) || c is '#' or '_') - 1;
            }
            else if (char.IsAsciiLetter(text[i]) || text[i] == '_')
            {
                var end = End(text, i, c => char.IsAsciiLetterOrDigit(c) || c == '_');
                CheckName(text, start, end, span, assigned);
                i = end - 1;
            }
            else if (text[i] > '\x7f')
            {
                Add(RiskClass.Opaque, "arithmetic that is not ASCII", span);
                return;
            }
        }

        foreach (var name in assigned)
        {
            CheckAssignable(name, span);
            _state.Set(name, TextSet.Number);
        }
    }

    private void CheckName(string text, int start, int end, SourceSpan span, List<string> assigned)
    {
        var name = text[start..end];
        var after = End(text, end, char.IsWhiteSpace);
        var rest = text.AsSpan(after);
        var isAssigned = rest is ['=', not '=', ..] or ['='];
        if (rest is ['[', ..] || (!isAssigned && !_state.Get(name).IsNumber))
        {
            Add(RiskClass.Opaque, $"arithmetic on '{name}', whose text bash evaluates as code", span);
        }

        var before = text.AsSpan(0, start).TrimEnd();
        var operation = rest.TrimStart("+-*/%&|^<>");
        if (isAssigned || before.EndsWith("++") || before.EndsWith("--") || rest.StartsWith("++") || rest.StartsWith("--")
            || (operation.Length < rest.Length && operation is ['=', ..]))
        {
            assigned.Add(name);
        }
    }

    private static int End(string text, int from, Func<char, bool> belongs)
    {
        while (from < text.Length && belongs(text[from]))
        {
            from++;
        }

        return from;
    }

    /// <summary>The subscript of an array: arithmetic, unless the array was declared associative, which is not followed.</summary>
    private void CheckSubscript(ArithmeticExpression? subscript, string name) =>
        CheckSubscript(subscript, _state.Get(name + AssociativeMark).Values is not null);

    private void CheckSubscript(ArithmeticExpression? subscript, bool isAssociative)
    {
        if (subscript is null)
        {
            return;
        }

        if (isAssociative)
        {
            if (!subscript.Parts.All(part => part is QuotedPart quoted && !quoted.Text.HasAnyOf("$`\\")))
            {
                foreach (var part in subscript.Parts)
                {
                    Resolve(part, true);
                }

                if (subscript.Parts.Any(part => part is not (QuotedPart or ParameterExpansion)))
                {
                    Add(RiskClass.Opaque, "a subscript that is not plain", subscript.Span);
                }
            }

            return;
        }

        CheckArithmetic(subscript);
    }

    /// <summary>The offset and length of <c>${name:offset:length}</c>.</summary>
    private TextSet CheckOffsets(Word word)
    {
        CheckArithmetic(word.Parts, word.Span);
        return TextSet.Unknown;
    }
}

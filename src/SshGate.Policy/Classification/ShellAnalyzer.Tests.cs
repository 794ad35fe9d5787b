using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>Inside <c>[[ ]]</c>.</summary>
internal sealed partial class ShellAnalyzer
{
    private void Visit(ConditionalExpression expression)
    {
        switch (expression)
        {
            case WordTest test:
                ResolveOne(test.Operand);
                break;
            case UnaryTest { Operator: "-v" or "-R" } test:
                if (ResolveOne(test.Operand).Text is not { } name || !IsIdentifier(name))
                {
                    Add(RiskClass.Opaque, $"{test.Operator} evaluates the subscript in its operand", test.Span);
                }

                break;
            case UnaryTest { Operator: "-t" } test:
                CheckNumbers([ResolveOne(test.Operand)]);
                break;
            case UnaryTest test:
                ResolveOne(test.Operand);
                break;
            case BinaryTest { Operator: "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" } test:
                var left = ResolveOne(test.Left);
                var right = ResolveOne(test.Right);
                if (!left.Content.IsNumber || !right.Content.IsNumber)
                {
                    Add(RiskClass.Opaque, $"{test.Operator} inside [[ ]] evaluates data as code", test.Span);
                }

                break;
            case BinaryTest test:
                ResolveOne(test.Left);
                ResolveOne(test.Right);
                break;
            case NotTest test:
                Visit(test.Operand);
                break;
            case LogicalTest test:
                Visit(test.Left);
                Visit(test.Right);
                break;
            default:
                Add(RiskClass.Opaque, "a kind of test that is not known", expression.Span);
                break;
        }
    }

    /// <summary>Whether a text is a plain variable name.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

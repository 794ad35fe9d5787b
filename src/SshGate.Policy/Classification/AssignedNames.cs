using System.Text.RegularExpressions;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>Which variables a piece of script may assign, found without running it.</summary>
internal static partial class AssignedNames
{
    private static readonly HashSet<string> Assigning = new(
        [
            "read", "mapfile", "readarray", "declare", "local", "typeset", "export", "readonly", "printf", "getopts", "unset",
            "let", "builtin", "command", "wait",
        ],
        StringComparer.Ordinal);

    /// <summary>Name to whether only arithmetic assigns it.</summary>
    public static Dictionary<string, bool> In(SyntaxNode node, WorkBudget budget)
    {
        var names = new Dictionary<string, bool>(StringComparer.Ordinal);
        Visit(node, names, budget);
        return names;
    }

    /// <summary>The names that arithmetic text assigns.</summary>
    public static IEnumerable<string> InArithmetic(string text) =>
        ArithmeticAssignment().Matches(text).Select(match => match.Groups[1].Value + match.Groups[2].Value);

    private static void Visit(SyntaxNode node, Dictionary<string, bool> names, WorkBudget budget)
    {
        budget.Spend(10);
        switch (node)
        {
            case Assignment assignment:
                var isNumber = assignment is { Subscript: null, IsAppend: false, Elements: null, Value: { } value } && IsNumber(value);
                Note(names, assignment.Name, isNumber);
                break;
            case ForClause loop:
                Note(names, loop.Name, false);
                break;
            case ParameterExpansion { Operator: "=" or ":=" } parameter:
                Note(names, parameter.Name, false);
                break;
            case ArithmeticExpression arithmetic:
                foreach (var part in arithmetic.Parts.OfType<QuotedPart>())
                {
                    budget.Spend(2L * part.Text.Length);
                    foreach (var name in InArithmetic(part.Text))
                    {
                        Note(names, name, true);
                    }
                }

                break;
            case SimpleCommand { Words: [{ Parts: [LiteralPart name] }, ..] } command when Assigning.Contains(name.Text):
                foreach (var word in command.Words.Skip(1))
                {
                    var text = string.Concat(word.Parts.Select(part => part switch
                    {
                        LiteralPart literal => literal.Text,
                        QuotedPart quoted => quoted.Text,
                        _ => "",
                    }));
                    var assigned = LeadingName().Match(text);
                    if (assigned.Success)
                    {
                        Note(names, assigned.Value, false);
                    }
                }

                Note(names, "REPLY", false);
                Note(names, "MAPFILE", false);
                break;
        }

        foreach (var child in SyntaxTree.Children(node))
        {
            Visit(child, names, budget);
        }
    }

    private static bool IsNumber(Word value) => value.Parts is [ArithmeticExpansion]
        || (value.Parts is [LiteralPart literal] && literal.Text.Length is > 0 and < 18 && literal.Text.All(char.IsAsciiDigit));

    private static void Note(Dictionary<string, bool> names, string name, bool isNumber) =>
        names[name] = isNumber && names.GetValueOrDefault(name, true);

    [GeneratedRegex(@"([A-Za-z_]\w*)\s*(?:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<=|>>=|\+\+|--)|(?:\+\+|--)\s*([A-Za-z_]\w*)", RegexOptions.NonBacktracking)]
    private static partial Regex ArithmeticAssignment();

    [GeneratedRegex(@"^[A-Za-z_]\w*", RegexOptions.NonBacktracking)]
    private static partial Regex LeadingName();
}

using System.Text;
using SshGate.Policy.Classification;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>Walks the commands that run in the shell itself and collects what they leave behind in it.</summary>
internal sealed class ShellEffectsReader
{
    /// <summary>How often <c>eval</c> may stand inside <c>eval</c> before its text counts as unknown.</summary>
    private const int MaxNesting = 4;

    // POSIX XCU 2.14: what is assigned in front of these stays.
    private static readonly HashSet<string> SpecialBuiltins = new(
        [".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift", "source", "times", "trap", "unset"],
        StringComparer.Ordinal);

    private readonly List<string> _assigned = [];
    private readonly List<string> _exported = [];
    private readonly HashSet<string> _functions = new(StringComparer.Ordinal);
    private bool _changesDirectory;
    private bool _exits;
    private bool _exportsAll;
    private int _nesting;

    public ShellEffects Read(CommandList list)
    {
        Visit(list);
        var assigned = _assigned.Distinct(StringComparer.Ordinal).ToList();
        return new ShellEffects
        {
            ChangesDirectory = _changesDirectory,
            AssignedVariables = assigned,
            ExportedVariables = [.. _exported.Concat(_exportsAll ? assigned : []).Distinct(StringComparer.Ordinal)],
            Exits = _exits,
        };
    }

    private void Visit(CommandList list)
    {
        foreach (var pipeline in list.Items.Where(item => !item.IsBackground).SelectMany(item => item.Pipelines))
        {
            if (pipeline.Commands is [var command])
            {
                Visit(command);
            }
        }
    }

    private void Visit(CommandNode command)
    {
        foreach (var redirection in command.Redirections)
        {
            if (redirection.Descriptor is ['{', .. var name, '}'])
            {
                Assign(name);
            }
        }

        switch (command)
        {
            case Subshell or Coprocess:
                return;
            case SimpleCommand simple:
                Visit(simple);
                break;
            case ForClause loop:
                Assign(loop.Name);
                if (loop.IsSelect)
                {
                    Assign("REPLY");
                }

                break;
            case FunctionDefinition function:
                // Whether it is called is not followed.
                _functions.Add(function.Name);
                break;
            case OpaqueCommand:
                Unknown();
                break;
        }

        VisitChildren(command);
    }

    /// <summary>Inner commands, and the expansions that assign.</summary>
    private void VisitChildren(SyntaxNode node)
    {
        foreach (var child in SyntaxTree.Children(node))
        {
            switch (child)
            {
                case CommandList list:
                    Visit(list);
                    continue;
                case CommandNode command:
                    Visit(command);
                    continue;
                case CommandSubstitution or ProcessSubstitution:
                    continue;
                case ParameterExpansion { Operator: "=" or ":=" } parameter:
                    Assign(parameter.Name);
                    break;
                case ArithmeticExpression arithmetic:
                    foreach (var part in arithmetic.Parts.OfType<QuotedPart>())
                    {
                        AssignArithmetic(part.Text);
                    }

                    break;
            }

            VisitChildren(child);
        }
    }

    private void Visit(SimpleCommand command)
    {
        var words = command.Words.Select(Text).ToList();
        var index = CommandIndex(words);
        var name = index < words.Count ? words[index] : null;
        if (words.Count == 0 || (name is not null && (SpecialBuiltins.Contains(name) || _functions.Contains(name))))
        {
            foreach (var assignment in command.Assignments)
            {
                Assign(assignment.Name);
            }
        }

        if (index < words.Count)
        {
            Visit(name, [.. words.Skip(index + 1)]);
        }
    }

    /// <summary>Where the command itself stands: behind <c>builtin</c>, <c>command</c> and zsh's modifiers.</summary>
    private static int CommandIndex(List<string?> words)
    {
        var index = 0;
        while (index < words.Count && words[index] is "builtin" or "command" or "noglob" or "nocorrect" or "-")
        {
            index++;
            while (index < words.Count && words[index] is ['-', _, ..] option)
            {
                // command -v only tells what a command is.
                index = option is not ['-', '-', ..] && option.AsSpan().IndexOfAny('v', 'V') > 0 ? words.Count : index + 1;
            }
        }

        return index;
    }

    private void Visit(string? name, List<string?> arguments)
    {
        switch (name)
        {
            case null or "." or "source":
                Unknown();
                break;
            case "cd" or "chdir" or "pushd" or "popd":
                _changesDirectory = true;
                break;
            case "exit" or "logout" or "bye":
                _exits = true;
                break;
            case "exec":
                _exits |= arguments.Count > 0;
                break;
            case "eval":
                Eval(arguments);
                break;
            case "export":
                Declare(arguments, !HasOption(arguments, 'n'));
                break;
            case "declare" or "typeset" or "readonly" or "integer" or "float":
                Declare(arguments, HasOption(arguments, 'x'));
                break;
            case "unset" when !HasOption(arguments, 'f'):
            case "vared":
                AssignEach(arguments);
                break;
            case "printf" or "wait" when arguments is [['-', 'v' or 'p', .. var joined], ..]:
                Assign(joined.Length > 0 ? LeadingName(joined) : LeadingName(arguments.ElementAtOrDefault(1)));
                break;
            case "read":
                Assign("REPLY");
                AssignEach(arguments);
                break;
            case "mapfile" or "readarray":
                Assign("MAPFILE");
                AssignEach(arguments);
                break;
            case "getopts":
                Assign("OPTIND");
                Assign("OPTARG");
                AssignEach(arguments);
                break;
            case "let":
                arguments.ForEach(argument => AssignArithmetic(argument ?? ""));
                break;
            case "set":
                _exportsAll |= HasOption(arguments, 'a') || arguments.Contains("allexport");
                break;
        }
    }

    private static bool HasOption(List<string?> arguments, char letter) =>
        arguments.Any(argument => argument is ['-', not '-', ..] && argument.Contains(letter, StringComparison.Ordinal));

    private void Eval(List<string?> arguments)
    {
        if (arguments.Contains(null) || _nesting >= MaxNesting)
        {
            Unknown();
            return;
        }

        var (list, _) = ShellParser.Parse(Encoding.UTF8.GetBytes(string.Join(' ', arguments)));
        if (list is not null)
        {
            _nesting++;
            Visit(list);
            _nesting--;
        }
    }

    private void Declare(List<string?> arguments, bool exports)
    {
        foreach (var argument in arguments)
        {
            if (LeadingName(argument) is not { } name)
            {
                continue;
            }

            if (exports)
            {
                _exported.Add(name);
            }

            if (!exports || argument!.Length > name.Length)
            {
                Assign(name);
            }
        }
    }

    private void AssignEach(List<string?> arguments) => arguments.ForEach(argument => Assign(LeadingName(argument)));

    private void AssignArithmetic(string text)
    {
        foreach (var name in AssignedNames.InArithmetic(text))
        {
            Assign(name);
        }
    }

    private void Assign(string? name)
    {
        if (name is not null && ShellAnalyzer.IsIdentifier(name))
        {
            _assigned.Add(name);
        }
    }

    /// <summary>The shell runs a text that is not known here.</summary>
    private void Unknown()
    {
        _changesDirectory = true;
        _exits = true;
    }

    /// <summary>The name that <c>name=value</c>, <c>name[1]=value</c> or <c>name</c> begins with.</summary>
    private static string? LeadingName(string? text)
    {
        var end = 0;
        while (end < text?.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return end > 0 && !char.IsAsciiDigit(text![0]) && (end == text.Length || text[end] is '=' or '[' or '+') ? text[..end] : null;
    }

    /// <summary>
    /// A word's text as far as it says which builtin or variable is meant; null where an expansion, a glob or braces decide.
    /// The value behind <c>name=</c> does not matter.
    /// </summary>
    private static string? Text(Word word)
    {
        var text = new StringBuilder();
        foreach (var part in word.Parts)
        {
            var (piece, isKnown) = part switch
            {
                LiteralPart literal => (literal.Text, literal.Text is "[" or "[[" or "?" || literal.Text.AsSpan().IndexOfAny("*?{[") < 0),
                QuotedPart quoted => (quoted.Text, true),
                DoubleQuotedPart quoted when quoted.Parts.All(inner => inner is QuotedPart) =>
                    (string.Concat(quoted.Parts.Cast<QuotedPart>().Select(inner => inner.Text)), true),
                _ => ("", false),
            };
            text.Append(piece);
            if (!isKnown)
            {
                var known = text.ToString();
                return known.Contains('=', StringComparison.Ordinal) && LeadingName(known) is not null ? known : null;
            }
        }

        return text.ToString();
    }
}

using System.Text.RegularExpressions;
using SshGate.Policy.Parsing;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>
/// What other shells than bash do with what bash reads in the same way. The shell at the target is not always known, so
/// whatever one of them makes worse is reported.
/// </summary>
internal sealed partial class ShellAnalyzer
{
    // Names that are no command there: nothing runs, and what bash would have assigned is not assigned.
    private static readonly HashSet<string> DashLacks = new(
        [
            "[[", "]]", "function", "declare", "typeset", "shopt", "mapfile", "readarray", "let", "source", "coproc", "select", "pushd",
            "popd", "dirs", "caller", "compgen", "complete", "compopt", "enable", "bind", "builtin", "disown", "suspend", "logout",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> AshLacks = new(DashLacks.Except(["let", "source", "builtin"]), StringComparer.Ordinal);

    // zsh takes these for itself, or POSIX finds these before any function: a function of that name is not what is called.
    private static readonly HashSet<string> NotFunctions = new(
        [
            "repeat", "foreach", "end", "nocorrect", "noglob", "-", "integer", "float", "private", "declare", "typeset", "local",
            "export", "readonly", "break", ":", "continue", ".", "eval", "exec", "exit", "return", "set", "shift", "times", "trap",
            "unset", "builtin", "command", "always", "source", "function", "select", "coproc", "time",
        ],
        StringComparer.Ordinal);

    // zsh keeps numbers in these: what is assigned is evaluated as arithmetic.
    private static readonly HashSet<string> ZshNumbers = new(
        [
            "COLUMNS", "LINES", "LISTMAX", "KEYTIMEOUT", "BAUD", "GID", "EGID", "SHLVL", "ERRNO", "TTYIDLE", "LOGCHECK", "DIRSTACKSIZE",
            "SAVEHIST", "REPORTTIME", "REPORTMEMORY", "TRY_BLOCK_ERROR", "TRY_BLOCK_INTERRUPT", "ZLE_RPROMPT_INDENT", "HISTSIZE", "FUNCNEST",
            "MAILCHECK", "PERIOD", "TMOUT", "OPTIND", "SECONDS", "RANDOM", "UID", "EUID", "PPID", "LINENO", "HISTCMD",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> ZshPrograms = new(
        ["NULLCMD", "READNULLCMD", "ZDOTDIR", "ARGV0", "STTY", "USERNAME", "TMPPREFIX", "TMPSUFFIX", "fignore", "FIGNORE"], StringComparer.Ordinal);

    private readonly ShellReading _reading;

    // How many { of groups are open: there zsh closes one at any }.
    private int _groups;

    /// <summary>Whether zsh may be the shell that reads this.</summary>
    public bool MayBeZsh => _reading == ShellReading.Bash && Dialect is ShellDialect.Zsh or ShellDialect.Posix;

    /// <summary>Whether every argument is a number; zsh evaluates others as arithmetic, and so runs what stands in a subscript.</summary>
    public void CheckNumbers(IEnumerable<Argument> arguments)
    {
        if (!MayBeZsh)
        {
            return;
        }

        foreach (var argument in arguments)
        {
            if (!argument.Content.IsNumber && argument.Content.Values?.All(value => Number().IsMatch(value)) != true)
            {
                Report.Add(RiskClass.Opaque, "a number that is not known: zsh evaluates it as code", argument.Span);
            }
        }
    }

    /// <summary>Whether a pipeline fails whatever happens: <c>[[</c> is not found in dash.</summary>
    private bool? SurelyFails(Pipeline pipeline) =>
        _reading == ShellReading.Dash && pipeline.Commands[^1] is SimpleCommand { Words: [{ Parts: [LiteralPart { Text: "[[" }] }, ..] }
            ? !pipeline.IsNegated
            : null;

    private bool IsMissing(string word) => _reading switch
    {
        ShellReading.Dash => word.StartsWith('-') || DashLacks.Contains(word),
        ShellReading.Ash => word.StartsWith('-') || AshLacks.Contains(word),
        _ => false,
    };

    /// <summary>Reports an assignment that zsh evaluates, or looks at for a program to run.</summary>
    public void CheckZshAssignment(string name, TextSet value, SourceSpan span)
    {
        if (MayBeZsh && (ZshPrograms.Contains(name) || (ZshNumbers.Contains(name) && !value.IsNumber)))
        {
            Add(RiskClass.Opaque, $"{name} means something to zsh", span);
        }
    }

    private void CheckFunctionName(FunctionDefinition function)
    {
        if (Dialect != ShellDialect.Bash && NotFunctions.Contains(function.Name))
        {
            Add(RiskClass.Opaque, $"a function named {function.Name}, which other shells do not call", function.Span);
        }
    }

    /// <summary>
    /// Inside double quotes zsh takes single quotes in <c>${name#…}</c> for text, so that it ends elsewhere; outside of them it
    /// looks for files by the word, and a qualifier such as <c>(e:…:)</c>, or <c>=(…)</c>, runs a command.
    /// </summary>
    private void CheckZshOperand(ParameterExpansion parameter, bool isQuoted)
    {
        if (!MayBeZsh || parameter.Operand is not { } operand)
        {
            return;
        }

        if (isQuoted && operand.Parts.Any(part => part is QuotedPart { Kind: QuoteKind.Single } quoted && quoted.Text.HasAnyOf("}\"`$\\")))
        {
            Add(RiskClass.Opaque, "quotes that zsh does not take for quotes", parameter.Span);
        }

        if (!isQuoted && operand.Parts.Any(part => part is LiteralPart && TextOf(part).Contains('(', StringComparison.Ordinal)))
        {
            Add(RiskClass.Opaque, "a parenthesis by which zsh may run a command", parameter.Span);
        }

        if (parameter.Operator == ":" && operand.Parts.Any(part => part is LiteralPart or QuotedPart && TextOf(part).Contains('=', StringComparison.Ordinal)))
        {
            Add(RiskClass.Opaque, "an expansion by which zsh assigns", parameter.Span);
        }
    }

    /// <summary>
    /// What zsh finds in a word that bash takes for text: a group's end, flags before a name. Returns whether the piece after
    /// an unbraced parameter is a subscript or a modifier to it.
    /// </summary>
    private bool CheckZshText(IReadOnlyList<WordPart> parts, int index)
    {
        var text = TextOf(parts[index]);
        if (!MayBeZsh || text.Length == 0 || parts[index] is QuotedPart { Kind: not QuoteKind.Double })
        {
            return false;
        }

        if (ParameterFlags().IsMatch(text))
        {
            Add(RiskClass.Opaque, "a dollar that zsh takes for an expansion", parts[index].Span);
        }

        if (_groups > 0 && parts[index] is LiteralPart && text.Count(c => c == '}') > parts.OfType<LiteralPart>().Sum(part => part.Text.Count(c => c == '{')))
        {
            Add(RiskClass.Opaque, "a brace by which zsh ends a group", parts[index].Span);
        }

        var follows = index > 0 && parts[index - 1] is ParameterExpansion { Operator: "", IsLength: false, IsIndirect: false, Subscript: null } parameter
            && parameter.Span.Length == parameter.Name.Length + 1;
        if (follows && text[0] == '[' && !PlainSubscript().IsMatch(text))
        {
            Add(RiskClass.Opaque, "a subscript that zsh evaluates as code", parts[index].Span);
        }

        return follows && (text[0] == '[' || text is [':', _, ..] && (char.IsAsciiLetter(text[1]) || text[1] is '&' or '#'));
    }

    private static string TextOf(WordPart part) => part switch
    {
        LiteralPart literal => literal.Text,
        QuotedPart quoted => quoted.Text,
        _ => "",
    };

    [GeneratedRegex(@"^[+-]?(\d+(\.\d*)?|0[xX][0-9A-Fa-f]+|\.\d+)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\$[~=^+]+[A-Za-z0-9_{#@*?(]", RegexOptions.NonBacktracking)]
    private static partial Regex ParameterFlags();

    [GeneratedRegex(@"^\[(-?\d+([,-]-?\d+)?|[@*])\]", RegexOptions.NonBacktracking)]
    private static partial Regex PlainSubscript();
}

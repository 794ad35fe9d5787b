namespace SshGate.Policy.Classification;

/// <summary>
/// Splits an awk program into its tokens: strings, regular expressions and comments hide what looks like an operator. Where
/// awks disagree about a token, the program counts as not read.
/// </summary>
internal sealed class AwkScanner(string program)
{
    private static readonly HashSet<string> Keywords = new(
        [
            "BEGIN", "END", "BEGINFILE", "ENDFILE", "function", "func", "if", "else", "while", "for", "do", "break", "continue",
            "next", "nextfile", "exit", "return", "delete", "in", "print", "printf", "switch", "case", "default",
        ],
        StringComparer.Ordinal);

    // For each open parenthesis: whether it belongs to if, while or for.
    private readonly Stack<bool> _parentheses = new();
    private int _pos;
    private string _last = "";
    private bool _lastIsValue;

    // Inside print or printf: how many parentheses were open where it began; -1 outside.
    private int _printDepth = -1;

    /// <summary>The texts of all strings.</summary>
    public List<string> Strings { get; } = [];

    /// <summary>What is wrong with the program; null when it only reads its input and prints.</summary>
    public (RiskClass Risk, string Text)? Scan()
    {
        while (_pos < program.Length)
        {
            if (ScanToken() is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private char Peek(int ahead = 0) => _pos + ahead < program.Length ? program[_pos + ahead] : '\0';

    private (RiskClass Risk, string Text)? ScanToken()
    {
        var c = Peek();
        if (c is ' ' or '\t' or '\r' || (c == '\\' && Peek(1) == '\n'))
        {
            _pos += c == '\\' ? 2 : 1;
            return null;
        }

        if (c == '#')
        {
            var end = program.IndexOf('\n', _pos);
            _pos = end < 0 ? program.Length : end;
            return null;
        }

        if (c == '"')
        {
            return ScanString() ? null : (RiskClass.Opaque, "a program that is not read");
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            return ScanName();
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '.')
            {
                _pos++;
            }

            return Value("0");
        }

        if (c == '/')
        {
            return ScanSlash();
        }

        return c > '\x7f' ? (RiskClass.Opaque, "a program that is not read") : ScanOperator(c);
    }

    private (RiskClass Risk, string Text)? Value(string token)
    {
        _last = token;
        _lastIsValue = true;
        return null;
    }

    private bool ScanString()
    {
        var start = ++_pos;
        while (_pos < program.Length && Peek() is not ('"' or '\n'))
        {
            _pos += Peek() == '\\' ? 2 : 1;
        }

        if (Peek() != '"')
        {
            return false;
        }

        Strings.Add(program[start.._pos]);
        _pos++;
        Value("\"");
        return true;
    }

    private (RiskClass Risk, string Text)? ScanName()
    {
        var start = _pos;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '_')
        {
            _pos++;
        }

        var name = program[start.._pos];
        switch (name)
        {
            case "system":
                return (RiskClass.Opaque, "the program runs another program");
            case "ENVIRON" or "PROCINFO" or "SYMTAB" or "FUNCTAB":
                return (RiskClass.Exfil, $"the program reads {name}");
            case "ARGV" or "ARGC":
                return (RiskClass.Opaque, "the program changes which files it reads");
            case "print" or "printf":
                _printDepth = _parentheses.Count;
                break;
            case "getline":
                return ScanGetline();
        }

        _last = name;
        _lastIsValue = !Keywords.Contains(name);
        return null;
    }

    private (RiskClass Risk, string Text)? ScanGetline()
    {
        var rest = program.AsSpan(_pos).TrimStart();
        var name = 0;
        while (name < rest.Length && (char.IsAsciiLetterOrDigit(rest[name]) || rest[name] is '_' or '$'))
        {
            name++;
        }

        rest = rest[name..].TrimStart();
        _last = "getline";
        _lastIsValue = true;
        return rest is ['<', ..] or ['/', ..] or ['[', ..] ? (RiskClass.Opaque, "the program opens another file") : null;
    }

    private (RiskClass Risk, string Text)? ScanSlash()
    {
        if (_last is "++" or "--")
        {
            return (RiskClass.Opaque, "a program that is not read");
        }

        _pos++;
        if (_lastIsValue)
        {
            _last = "/";
            _lastIsValue = false;
            return null;
        }

        var inBracket = false;
        for (; _pos < program.Length && Peek() != '\n'; _pos++)
        {
            if (Peek() == '\\')
            {
                _pos++;
            }
            else if (Peek() == '/')
            {
                if (inBracket)
                {
                    break;
                }

                _pos++;
                return Value("/");
            }
            else if (Peek() == '[' && !inBracket)
            {
                inBracket = true;
                _pos += Peek(1) == '^' && Peek(2) == ']' ? 2 : Peek(1) == ']' ? 1 : 0;
            }
            else if (Peek() == '[' && Peek(1) == ':')
            {
                var close = program.IndexOf(":]", _pos + 2, StringComparison.Ordinal);
                if (close < 0)
                {
                    break;
                }

                _pos = close + 1;
            }
            else if (Peek() == ']')
            {
                inBracket = false;
            }
        }

        return (RiskClass.Opaque, "a program that is not read");
    }

    private (RiskClass Risk, string Text)? ScanOperator(char c)
    {
        var two = string.Concat(c, Peek(1));
        var length = two is "||" or "&&" or "++" or "--" or ">=" or "<=" or "==" or "!=" or ">>" or "+=" or "-=" or "*=" or "%=" or "^=" or "|&" or "**"
            ? 2 : 1;
        var token = length == 2 ? two : c.ToString();
        switch (token)
        {
            case "|" or "|&":
                return (RiskClass.Opaque, "the program runs another program");
            case "@":
                return (RiskClass.Opaque, "the program loads code or calls by name");
            case ">>":
                return (RiskClass.Write, "the program writes a file");
            case ">" when _printDepth >= 0 && _parentheses.Count <= _printDepth && !PrintsToStandard():
                return (RiskClass.Write, "the program writes a file");
            case "(":
                _parentheses.Push(_last is "if" or "while" or "for" or "switch");
                break;
            case ")":
                var isCondition = _parentheses.Count > 0 && _parentheses.Pop();
                _pos += length;
                _last = ")";
                _lastIsValue = !isCondition;
                return null;
            case "\n" when _last is "," or "&&" or "||" or "{" or "do" or "else":
                // The statement goes on.
                _pos += length;
                return null;
            case ";" or "\n" or "}" when _parentheses.Count <= Math.Max(_printDepth, 0):
                _printDepth = -1;
                break;
            case "`" or "'":
                return (RiskClass.Opaque, "a program that is not read");
        }

        _pos += length;
        _last = token;
        _lastIsValue = token is "]" or "$" or "++" or "--";
        return null;
    }

    /// <summary>Whether the redirection goes to a standard stream, and to nothing longer than that name.</summary>
    private bool PrintsToStandard()
    {
        var rest = program.AsSpan(_pos + 1).TrimStart(' ');
        foreach (var name in (string[])["\"/dev/stderr\"", "\"/dev/stdout\"", "\"/dev/null\""])
        {
            if (rest.StartsWith(name) && (rest[name.Length..].TrimStart(' ') is [] or [';' or '}' or '\n', ..]))
            {
                return true;
            }
        }

        return false;
    }
}

namespace SshGate.Policy.Classification;

/// <summary>Reads a jq or yq program far enough to know that it looks at nothing but its input.</summary>
internal sealed class JqScript(string program, bool isYq)
{
    private const int MaxDepth = 64;

    private static readonly HashSet<string> Loading = new(["import", "include", "modulemeta"], StringComparer.Ordinal);

    private static readonly HashSet<string> YqReading = new(
        ["strenv", "envsubst", "load", "load_str", "load_xml", "load_props", "load_base64", "system"], StringComparer.Ordinal);

    private int _pos;

    /// <summary>What is wrong with the program; null when it only looks at its input.</summary>
    public (RiskClass Risk, string Text)? Scan() => Scan(0);

    private char Peek(int ahead = 0) => _pos + ahead < program.Length ? program[_pos + ahead] : '\0';

    /// <summary>Reads to the end, or to the parenthesis that closes an interpolation.</summary>
    private (RiskClass Risk, string Text)? Scan(int depth)
    {
        if (depth > MaxDepth)
        {
            return (RiskClass.Opaque, "a program nested too deeply");
        }

        var open = 0;
        while (_pos < program.Length)
        {
            var c = Peek();
            (RiskClass, string)? fault = null;
            if (c == '#')
            {
                SkipComment();
            }
            else if (c == '"' || (c == '\'' && isYq))
            {
                fault = ScanString(c, depth);
            }
            else if (IsNameStart(c))
            {
                fault = ScanName();
            }
            else
            {
                _pos++;
                open += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (open < 0 && depth > 0)
                {
                    return null;
                }
            }

            if (fault is not null)
            {
                return fault;
            }
        }

        return depth > 0 ? (RiskClass.Opaque, "a program that is not read") : null;
    }

    /// <summary>Some versions continue a comment after a backslash, some do not: it ends at the first newline, as in the older ones.</summary>
    private void SkipComment()
    {
        var end = program.IndexOf('\n', _pos);
        _pos = end < 0 ? program.Length : end;
    }

    private (RiskClass Risk, string Text)? ScanString(char quote, int depth)
    {
        _pos++;
        while (_pos < program.Length && Peek() != quote)
        {
            if (Peek() == '\\' && Peek(1) == '(')
            {
                _pos += 2;
                if (Scan(depth + 1) is { } fault)
                {
                    return fault;
                }
            }
            else
            {
                _pos += Peek() == '\\' ? 2 : 1;
            }
        }

        _pos++;
        return _pos > program.Length ? (RiskClass.Opaque, "a program that is not read") : null;
    }

    private (RiskClass Risk, string Text)? ScanName()
    {
        var start = _pos;
        while (IsNameStart(Peek()) || char.IsAsciiDigit(Peek()))
        {
            _pos++;
        }

        var name = program[start.._pos];
        var before = start > 0 ? program[start - 1] : '\0';
        if (before == '.')
        {
            return null;
        }

        if (before == '$')
        {
            return name == "ENV" ? (RiskClass.Exfil, "the program reads the environment") : null;
        }

        if (Loading.Contains(name))
        {
            return IsKey(start) ? null : (RiskClass.Opaque, "the program loads other code");
        }

        return (name == "env" || (isYq && YqReading.Contains(name))) && !IsKey(start)
            ? (RiskClass.Exfil, $"the program uses {name}, which reads more than its input")
            : null;
    }

    /// <summary>Whether the name is a key of an object: before a colon, or alone between braces and commas.</summary>
    private bool IsKey(int start)
    {
        var after = program.AsSpan(_pos).TrimStart();
        if (after is [':', not ':', ..])
        {
            return true;
        }

        return program.AsSpan(0, start).TrimEnd() is [.., '{'] && after is [',', ..] or ['}', ..];
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';
}

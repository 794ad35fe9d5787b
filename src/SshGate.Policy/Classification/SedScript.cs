namespace SshGate.Policy.Classification;

/// <summary>Reads a sed script far enough to know that it only edits the stream.</summary>
internal static class SedScript
{
    /// <summary>What is wrong with the script; null when it only edits the stream.</summary>
    public static string? Fault(string script)
    {
        var i = 0;
        while (i < script.Length)
        {
            if (char.IsWhiteSpace(script[i]) || script[i] is ';' or '}' or '{')
            {
                i++;
                continue;
            }

            if (script[i] == '#')
            {
                i = EndOfLine(script, i);
                continue;
            }

            i = SkipAddresses(script, i);
            if (i < 0)
            {
                return "a script address that is not read";
            }

            if (i >= script.Length)
            {
                return null;
            }

            i = SkipCommand(script, i, out var fault);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static int EndOfLine(string script, int from)
    {
        var end = script.IndexOf('\n', from);
        return end < 0 ? script.Length : end;
    }

    private static int SkipAddresses(string script, int i)
    {
        while (i < script.Length)
        {
            var c = script[i];
            if (char.IsAsciiDigit(c) || c is '$' or ',' or '~' or '+' or '!' || char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '/' || (c == '\\' && i + 1 < script.Length))
            {
                var delimiter = c == '/' ? '/' : script[++i];
                i = SkipRegex(script, i + 1, delimiter);
                if (i < 0)
                {
                    return -1;
                }

                while (i < script.Length && script[i] is 'I' or 'M')
                {
                    i++;
                }
            }
            else
            {
                break;
            }
        }

        return i;
    }

    /// <summary>The offset after the closing delimiter; -1 where seds disagree about which one it is.</summary>
    private static int SkipRegex(string script, int i, char delimiter)
    {
        if (delimiter is '\\' or '\n' || delimiter > '\x7f')
        {
            return -1;
        }

        var bracket = -1;
        for (; i < script.Length && script[i] != '\n'; i++)
        {
            if (bracket >= 0)
            {
                // Some seds end the expression at a delimiter in a bracket expression, some do not.
                if (script[i] == delimiter)
                {
                    return -1;
                }

                if (script[i] == '[' && i + 1 < script.Length && script[i + 1] is ':' or '.' or '=')
                {
                    var close = script.IndexOf(script[i + 1] + "]", i + 2, StringComparison.Ordinal);
                    if (close < 0)
                    {
                        return -1;
                    }

                    i = close + 1;
                }
                else if (script[i] == ']' && i > bracket + 1 && !(i == bracket + 2 && script[bracket + 1] == '^'))
                {
                    bracket = -1;
                }
            }
            else if (script[i] == '\\')
            {
                i++;
            }
            else if (script[i] == delimiter)
            {
                return i + 1;
            }
            else if (script[i] == '[')
            {
                bracket = i;
            }
        }

        return -1;
    }

    private static int SkipPlain(string script, int i, char delimiter)
    {
        for (; i < script.Length; i++)
        {
            if (script[i] == '\\')
            {
                i++;
            }
            else if (script[i] == delimiter)
            {
                return i + 1;
            }
        }

        return -1;
    }

    private static int SkipCommand(string script, int i, out string? fault)
    {
        fault = null;
        var command = script[i++];
        switch (command)
        {
            case '=' or 'd' or 'D' or 'g' or 'G' or 'h' or 'H' or 'n' or 'N' or 'p' or 'P' or 'x' or 'z' or 'F':
                return AfterCommand(script, i, ref fault);
            case '{' or '}':
                return i;
            case 'l' or 'q' or 'Q' or 'L':
                while (i < script.Length && (script[i] == ' ' || char.IsAsciiDigit(script[i])))
                {
                    i++;
                }

                return AfterCommand(script, i, ref fault);
            case 'a' or 'i' or 'c':
                while (i < script.Length && script[i] != '\n')
                {
                    i += script[i] == '\\' ? 2 : 1;
                }

                return Math.Min(i, script.Length);
            case ':' or 'b' or 't' or 'T':
                while (i < script.Length && script[i] == ' ')
                {
                    i++;
                }

                while (i < script.Length && script[i] is not (';' or '\n' or '}' or ' '))
                {
                    i++;
                }

                return i;
            case 's':
                return SkipSubstitution(script, i, out fault);
            case 'y' when i < script.Length:
                var delimiter = script[i];
                i = SkipPlain(script, i + 1, delimiter);
                i = i < 0 ? -1 : SkipPlain(script, i, delimiter);
                fault = i < 0 ? "a script that is not read" : null;
                return i;
            default:
                fault = command switch
                {
                    'w' or 'W' => "the script writes a file",
                    'e' => "the script runs a program",
                    'r' or 'R' => "the script reads another file",
                    _ => "a script command that is not read",
                };
                return i;
        }
    }

    private static int AfterCommand(string script, int i, ref string? fault)
    {
        while (i < script.Length && script[i] is ' ' or '\t')
        {
            i++;
        }

        if (i < script.Length && script[i] is not (';' or '\n' or '}' or '#' or '{'))
        {
            fault = "a script that is not read";
        }

        return i;
    }

    private static int SkipSubstitution(string script, int i, out string? fault)
    {
        fault = "a script that is not read";
        if (i >= script.Length)
        {
            return i;
        }

        var delimiter = script[i];
        var after = SkipRegex(script, i + 1, delimiter);
        after = after < 0 ? -1 : SkipPlain(script, after, delimiter);
        if (after < 0)
        {
            return i;
        }

        i = after;
        while (i < script.Length && (script[i] is 'g' or 'p' or 'i' or 'I' or 'm' or 'M' || char.IsAsciiDigit(script[i])))
        {
            i++;
        }

        fault = null;
        if (i < script.Length && script[i] is 'w' or 'e')
        {
            fault = script[i] == 'w' ? "the script writes a file" : "the script runs a program";
            return i;
        }

        return AfterCommand(script, i, ref fault);
    }
}

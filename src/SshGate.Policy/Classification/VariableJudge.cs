namespace SshGate.Policy.Classification;

/// <summary>Builtins that assign variables.</summary>
internal static class VariableJudge
{
    /// <summary><c>declare</c>, <c>typeset</c>, <c>local</c>, <c>export</c>, <c>readonly</c>.</summary>
    public static void Declare(Invocation invocation)
    {
        var exports = invocation.Name == "export";
        var associates = false;
        if (invocation.Arguments.All(argument => argument.Text is ['-', ..]))
        {
            invocation.Add(RiskClass.Exfil, "prints variables, which may hold secrets");
        }

        foreach (var argument in invocation.Arguments)
        {
            if (argument.Text is ['-', _, ..] option)
            {
                exports |= option.Contains('x', StringComparison.Ordinal);
                associates |= option.Contains('A', StringComparison.Ordinal);
                if (!option.AsSpan(1).AreAllOf("aAxrglu") || (invocation.Name == "export" && option != "-x"))
                {
                    invocation.Add(RiskClass.Opaque, $"option {option}", argument);
                }

                continue;
            }

            var prefix = argument.Content.Prefix;
            var equals = prefix.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? argument.Text ?? "" : prefix[..equals]).TrimEnd('+');
            if (!ShellAnalyzer.IsIdentifier(name) || argument.IsSplit && equals < 0)
            {
                invocation.Add(RiskClass.Opaque, "a name that is not plain", argument);
                continue;
            }

            var value = argument.Text is { } text && equals >= 0 ? text[(equals + 1)..] : null;
            if (value is not null && value.StartsWith('(') && value.HasAnyOf("$`"))
            {
                invocation.Add(RiskClass.Opaque, "a quoted array, which is read again as code", argument);
            }

            Assign(invocation, argument, name, equals < 0 ? null : value, exports);
            invocation.Analyzer.CheckZshAssignment(name, value is null ? TextSet.Unknown : TextSet.Of(value), argument.Span);
            if (associates)
            {
                invocation.Analyzer.Associate(name);
            }
        }
    }

    public static void Unset(Invocation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Text is "-v")
            {
                continue;
            }

            if (argument.Text is not { } name || !ShellAnalyzer.IsIdentifier(name))
            {
                invocation.Add(RiskClass.Opaque, "a name that is not plain", argument);
                continue;
            }

            invocation.Analyzer.CheckAssignable(name, argument.Span);
            invocation.Analyzer.State.Forget(name);
            invocation.Analyzer.State.Undefine(name);
        }
    }

    public static void Let(Invocation invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Text is not { } text || !text.AsSpan().AreAllOf("0123456789+-*/%=<>!&|^~?:,() \t"))
            {
                invocation.Add(RiskClass.Opaque, "evaluates its arguments as arithmetic", argument);
            }
        }
    }

    public static void Read(Invocation invocation)
    {
        var words = invocation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            var text = words[i].Text;
            if (text is ['-', _, ..])
            {
                if (!text.AsSpan(1).AreAllOf("rsa0123456789pdntNu."))
                {
                    invocation.Add(RiskClass.Opaque, $"option {text}", words[i]);
                }

                if (text[^1] == 'a' && i + 1 < words.Count)
                {
                    Name(invocation, words[++i]);
                }
                else if (text[^1] is 'p' or 'd' or 'n' or 't' or 'N' or 'u')
                {
                    i++;
                    if (text[^1] is 't' or 'n' or 'N' or 'u' && i < words.Count)
                    {
                        invocation.Analyzer.CheckNumbers([words[i]]);
                    }
                }

                continue;
            }

            Name(invocation, words[i]);
        }

        invocation.Analyzer.State.Set("REPLY", TextSet.Unknown);
    }

    public static void Mapfile(Invocation invocation)
    {
        var words = invocation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            var text = words[i].Text;
            if (text is "-t")
            {
                continue;
            }

            if (text is "-d" or "-n" or "-O" or "-s" or "-u")
            {
                i++;
                continue;
            }

            if (text is null or ['-', ..])
            {
                invocation.Add(RiskClass.Opaque, "an option that may run a command", words[i]);
                return;
            }

            Name(invocation, words[i]);
        }
    }

    /// <summary><c>printf</c>: <c>-v</c> assigns and evaluates a subscript.</summary>
    public static void Printf(Invocation invocation)
    {
        if (invocation.Words.Count < 2)
        {
            return;
        }

        var first = invocation.Words[1];
        if (first.Text is ['-', 'v', ..])
        {
            var name = first.Text.Length > 2 ? first with { Content = TextSet.Of(first.Text[2..]) }
                : invocation.Words.Count > 2 ? invocation.Words[2] : first;
            Name(invocation, name);
        }
        else if (first.Text is null && first.MayBeOption)
        {
            invocation.Add(RiskClass.Opaque, "a format that is not known before it runs", first);
        }

        CheckFormat(invocation);
    }

    /// <summary>zsh's <c>printf</c> evaluates what <c>%d</c> and the like take.</summary>
    private static void CheckFormat(Invocation invocation)
    {
        if (invocation.IsProgram || !invocation.Analyzer.MayBeZsh)
        {
            return;
        }

        var index = invocation.Words[1].Text switch { "-v" => 3, "--" => 2, ['-', 'v', ..] => 2, _ => 1 };
        var arguments = invocation.Words.Skip(index + 1).ToList();
        var formats = index < invocation.Words.Count ? invocation.Words[index].Content.Values : null;
        if (formats is null)
        {
            invocation.Analyzer.CheckNumbers(arguments.Where(argument => argument.Text is null));
            return;
        }

        foreach (var format in formats)
        {
            var isNumber = PrintfFormat.TakesNumbers(format);
            for (var i = 0; i < arguments.Count && isNumber.Count > 0; i++)
            {
                // After an argument that may become several words nobody knows which one goes where.
                var isUnsure = isNumber.Contains(true) && arguments.Take(i + 1).Any(argument => argument.IsUnsafeSplit);
                if (isUnsure || isNumber[i % isNumber.Count])
                {
                    invocation.Analyzer.CheckNumbers([arguments[i]]);
                }
            }
        }
    }

    private static void Name(Invocation invocation, Argument argument)
    {
        if (argument.Text is not { } name || !ShellAnalyzer.IsIdentifier(name))
        {
            invocation.Add(RiskClass.Opaque, "a variable name that is not plain", argument);
            return;
        }

        invocation.Analyzer.CheckAssignable(name, argument.Span);
        invocation.Analyzer.CheckZshAssignment(name, TextSet.Unknown, argument.Span);
        invocation.Analyzer.State.Set(name, TextSet.Unknown);
    }

    private static void Assign(Invocation invocation, Argument argument, string name, string? value, bool exports)
    {
        invocation.Analyzer.CheckAssignable(name, argument.Span);
        var wasDecided = value is not null && VariableNames.IsPlain(name) && invocation.Analyzer.IsCarried(argument.Span);
        if (exports && !wasDecided && !VariableNames.MayEnterEnvironment(name))
        {
            invocation.Add(RiskClass.Opaque, $"puts {name} into the environment of later commands", argument);
        }

        invocation.Analyzer.State.Set(name, value is null ? TextSet.Unknown : TextSet.Of(value));
    }
}

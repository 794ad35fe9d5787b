namespace SshGate.Policy.Classification;

/// <summary>
/// Reads options as getopt_long does (clusters, attached values, abbreviated long names, options after operands) and holds
/// them against a line of the table.
/// </summary>
internal static class OptionReader
{
    /// <summary>Reads from a word on. <paramref name="stopsAtOperand"/>: the first operand ends the options (wrappers, verbs).</summary>
    public static OptionReading Read(Invocation invocation, int from, bool stopsAtOperand)
    {
        var spec = invocation.Spec;
        var words = invocation.Words;
        var operands = new List<Argument>();
        var isNeeded = spec.Needed.Count == 0;
        var lists = spec.Listing is null;
        var leading = new List<string>();
        var isLeading = true;
        var onlyOperands = false;
        for (var i = from; i < words.Count; i++)
        {
            var word = words[i];
            if (spec.IsLiteral && (word.IsUnsafeSplit || word.Content.Values is null))
            {
                return Fail("text that is not known before it runs would leave this machine", word);
            }

            if (!onlyOperands && word.Text == "--")
            {
                onlyOperands = true;
                if (stopsAtOperand)
                {
                    return new OptionReading(null, null, i + 1);
                }

                continue;
            }

            var written = Written(word);
            if (!onlyOperands && word.MayBeOption && written is null && (spec.Denied.Count > 0 || spec.Allowed is not null || stopsAtOperand))
            {
                return Fail("an argument that may turn out to be an option", word);
            }

            if (onlyOperands || written is not ['-', _, ..] text)
            {
                if (stopsAtOperand)
                {
                    return new OptionReading(null, null, i);
                }

                operands.Add(word);
                if (isLeading && word.Text is { } operand)
                {
                    leading.Add(operand);
                }

                isLeading &= word.Text is not null;
                continue;
            }

            if (SinkWords(spec, text, words, i) is { } sinkWords)
            {
                i += sinkWords;
                continue;
            }

            var (failure, takesNext, isKnown) = Judge(spec, text, ref isNeeded, ref lists);
            if (failure is not null)
            {
                return Fail(failure, word);
            }

            isLeading &= isKnown;
            if (takesNext && i + 1 < words.Count)
            {
                i++;
                if (words[i].IsUnsafeSplit || (words[i].IsSplit && words[i].Content.Values is null) || (spec.IsLiteral && words[i].Content.Values is null))
                {
                    return Fail("a value that may become several words", words[i]);
                }
            }
        }

        return stopsAtOperand
            ? new OptionReading(isNeeded ? null : NeedsOneOf(spec), null, words.Count)
            : JudgeOperands(spec, operands, leading, isNeeded, lists);
    }

    /// <summary>The word, or a long option with the equals sign where only its value is not known.</summary>
    private static string? Written(Argument word)
    {
        var prefix = word.Content.Prefix;
        return word.Text ?? (word is { IsSplit: false } && prefix.StartsWith("--", StringComparison.Ordinal) && prefix.Contains('=', StringComparison.Ordinal) ? prefix : null);
    }

    /// <summary>How many words after an option that writes to nothing belong to it; null when it is no such option.</summary>
    private static int? SinkWords(CommandSpec spec, string text, IReadOnlyList<Argument> words, int at)
    {
        foreach (var option in spec.Sinks)
        {
            if (text == option)
            {
                return at + 1 < words.Count && IsSink(words[at + 1].Text) ? 1 : null;
            }

            var attached = option.StartsWith("--", StringComparison.Ordinal) ? option + "=" : option;
            if (text.StartsWith(attached, StringComparison.Ordinal))
            {
                return IsSink(text[attached.Length..]) ? 0 : null;
            }
        }

        return null;
    }

    private static bool IsSink(string? path) => path is "/dev/null" or "/dev/stdout" or "/dev/stderr" or "-";

    private static string NeedsOneOf(CommandSpec spec) =>
        $"only reads with {(spec.Needed.Count > 1 ? "one of " : "")}{string.Join(", ", spec.Needed.Order(StringComparer.Ordinal))}";

    private static OptionReading Fail(string failure, Argument? culprit) => new(failure, culprit, 0);

    private static OptionReading JudgeOperands(
        CommandSpec spec, List<Argument> operands, List<string> leading, bool isNeeded, bool lists)
    {
        if (!isNeeded)
        {
            return Fail(NeedsOneOf(spec), null);
        }

        if (!lists && operands.Count > 0)
        {
            return Fail("an operand without a listing option", operands[0]);
        }

        if (operands.Count > spec.MaxOperands || (spec.MaxOperands < int.MaxValue && operands.Exists(operand => operand.IsSplit)))
        {
            return Fail("more operands than reading takes", operands[^1]);
        }

        foreach (var operand in operands)
        {
            if (spec.Operand is { } must && (operand.IsSplit || operand.Content.Values?.All(must.IsMatch) != true))
            {
                return Fail("an operand that is not of a reading form", operand);
            }

            if (spec.NotOperand is { } mustNot
                && (operand.IsSplit ? !spec.IsMetadata : (operand.Content.Values?.Any(mustNot.IsMatch) ?? !spec.IsMetadata)))
            {
                return Fail("an operand that is not of a reading form", operand);
            }
        }

        return spec.Words is { } words && !words.IsMatch(string.Join(' ', leading))
            ? Fail("not one of the reading forms", operands.FirstOrDefault())
            : new OptionReading(null, null, 0);
    }

    private static (string? Failure, bool TakesNext, bool IsKnown) Judge(
        CommandSpec spec, string text, ref bool isNeeded, ref bool lists)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals];
        isNeeded |= spec.Needed.Contains(name);
        lists |= spec.Listing?.Contains(name) == true;
        if (text.StartsWith("--", StringComparison.Ordinal) || spec.HasLongDash)
        {
            // getopt_long accepts an abbreviation, so anything that could grow into a denied name is denied.
            var isDenied = spec.Denied.Any(denied => spec.IsExact
                ? denied == name
                : spec.HasLongDash
                ? denied.TrimStart('-').StartsWith(name.TrimStart('-'), StringComparison.Ordinal)
                : denied.StartsWith(name, StringComparison.Ordinal));
            var takesValue = spec.WithValue.Contains(name);
            var isKnown = takesValue || spec.Allowed?.Contains(name) == true || equals > 0;
            return isDenied || (spec.Allowed is { } allowed && !allowed.Contains(name) && !takesValue)
                ? ($"option {Report.Short(name)}", false, false)
                : (null, takesValue && equals < 0, isKnown);
        }

        if (spec.Allowed?.Contains(text) == true || spec.WithValue.Contains(text))
        {
            isNeeded |= spec.Needed.Contains(text);
            return (null, spec.WithValue.Contains(text), true);
        }

        return JudgeCluster(spec, text, ref isNeeded, ref lists);
    }

    private static (string? Failure, bool TakesNext, bool IsKnown) JudgeCluster(
        CommandSpec spec, string text, ref bool isNeeded, ref bool lists)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var option = "-" + text[i];
            isNeeded |= spec.Needed.Contains(option);
            lists |= spec.Listing?.Contains(option) == true;
            if (spec.Denied.Contains(option))
            {
                return ($"option {option}", false, false);
            }

            if (spec.WithValue.Contains(option))
            {
                return (null, i == text.Length - 1, true);
            }

            if (spec.WithAttached.Contains(option))
            {
                return (null, false, true);
            }

            var isNumber = char.IsAsciiDigit(text[i]) && spec.Allowed?.Contains("-#") == true;
            if (spec.Allowed is { } allowed && !allowed.Contains(option) && !isNumber)
            {
                return ($"option {option}", false, false);
            }
        }

        return (null, false, spec.Allowed is not null);
    }
}

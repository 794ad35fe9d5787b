namespace SshGate.Policy.Classification;

/// <summary>Judges a command by its line of the table.</summary>
internal static class SpecJudge
{
    public static void Judge(Invocation invocation)
    {
        var spec = invocation.Spec;
        if (IsVersionQuery(invocation))
        {
            return;
        }

        ScriptInput.Check(invocation);
        switch (spec.Kind)
        {
            case CommandKind.Read:
                JudgeRead(invocation);
                break;
            case CommandKind.Verbs:
                JudgeVerb(invocation);
                break;
            case CommandKind.Wrap:
            case CommandKind.WrapNever:
                JudgeWrapper(invocation);
                break;
            case CommandKind.Code when Judges.Find(spec.Judge) is { } judge:
                judge(invocation);
                break;
            default:
                invocation.Add(spec.Risk, Words(spec.Risk));
                break;
        }
    }

    private static string Words(RiskClass risk) => risk switch
    {
        RiskClass.Destructive => "removes, overwrites or stops something",
        RiskClass.Privilege => "changes who commands run as",
        RiskClass.Exfil => "sends data away or fetches it from elsewhere",
        RiskClass.Interactive => "takes keystrokes",
        RiskClass.Opaque => "runs code that is not known here",
        _ => "changes something",
    };

    /// <summary><c>--version</c> alone is answered and nothing else is done, by every program of the table.</summary>
    private static bool IsVersionQuery(Invocation invocation) =>
        invocation.Words is [_, { Text: "--version" }] && invocation.Spec.Path == invocation.Name
        && invocation.Spec.Kind is not (CommandKind.Wrap or CommandKind.WrapNever)
        && !(invocation.Spec.Kind == CommandKind.Never && invocation.Spec.Risk is RiskClass.Destructive or RiskClass.Privilege) && !ShellBuiltins.Contains(invocation.Name);

    private static void JudgeRead(Invocation invocation)
    {
        if (OptionReader.Read(invocation, 1, false) is { Failure: { } failure } read)
        {
            invocation.Add(invocation.Spec.Risk, failure, read.Culprit ?? invocation.Words[0]);
        }
    }

    private static void JudgeVerb(Invocation invocation)
    {
        var spec = invocation.Spec;
        var depth = spec.Path.Count(c => c == '/') + 1;
        var read = OptionReader.Read(invocation, 1, true);
        if (read.Failure is { } failure)
        {
            invocation.Add(RiskClass.Opaque, failure, read.Culprit ?? invocation.Words[0]);
            return;
        }

        var index = read.Next;
        var verb = index < invocation.Words.Count ? invocation.Words[index].Text : spec.DefaultVerb;
        if (index >= invocation.Words.Count && invocation.Words.Skip(1).Any(word => word.Text is "--version" or "-v" or "-V" or "-version"))
        {
            return;
        }

        var path = $"{spec.Path}/{verb}";
        if (verb is null || invocation.Analyzer.Table.Find(path) is not { } inner || depth > 4)
        {
            var what = verb is null ? "no verb that is known before it runs" : $"'{Report.Short(verb)}' is not a verb of the table";
            invocation.Add(verb is null && index >= invocation.Words.Count ? RiskClass.Write : RiskClass.Opaque, what);
            return;
        }

        // The verb takes the place of the command name for the lines below it.
        var rest = index < invocation.Words.Count
            ? invocation.Words.Skip(index).ToList()
            : [.. invocation.Words.Take(1), .. invocation.Words.Skip(1)];
        Judge(invocation with { Spec = inner, Words = rest });
    }

    private static void JudgeWrapper(Invocation invocation)
    {
        var spec = invocation.Spec;
        if (spec.Kind == CommandKind.WrapNever)
        {
            invocation.Add(spec.Risk, Words(spec.Risk));
        }

        var read = OptionReader.Read(invocation, 1, true);
        var inner = read.Next + spec.Skip;
        if (read.Failure is { } failure)
        {
            invocation.Add(RiskClass.Opaque, failure, read.Culprit ?? invocation.Words[0]);
            return;
        }

        foreach (var skipped in invocation.Words.Skip(read.Next).Take(spec.Skip))
        {
            if (skipped.IsSplit || skipped.Content.Values is null || (spec.Operand is not null && !skipped.Content.Values.All(spec.Operand.IsMatch)))
            {
                invocation.Add(RiskClass.Opaque, "an operand that is not as expected", skipped);
                return;
            }
        }

        if (inner >= invocation.Words.Count)
        {
            invocation.Add(RiskClass.Opaque, "no command to run");
            return;
        }

        invocation.Analyzer.Judge([.. invocation.Words.Skip(inner)], invocation.Span, invocation.Input, true);
    }
}

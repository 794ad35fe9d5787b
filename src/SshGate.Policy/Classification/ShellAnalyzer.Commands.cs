using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>Simple commands: assignments, redirections, and the command itself.</summary>
internal sealed partial class ShellAnalyzer
{
    private const int MaxWrappers = 12;

    // Not part of any variable name: marks an array as surely associative, by the rules for variables.
    private const string AssociativeMark = "[]";

    private int _wrappers;
    private bool _declaresAssociative;

    private void Visit(SimpleCommand command, InputText input)
    {
        // bash expands the words first, then performs the redirections, then the assignments.
        _declaresAssociative = command.Words is [{ Parts: [LiteralPart { Text: "declare" or "local" or "typeset" }] }, { Parts: [LiteralPart { Text: "-A" }] }, ..];
        var words = command.Words.SelectMany(Resolve).ToList();
        _declaresAssociative = false;
        var redirected = Redirect(command.Redirections, input);
        foreach (var assignment in command.Assignments)
        {
            Visit(assignment, words);
        }

        if (words.Any(word => word.Text == "exec") && command.Redirections.Any(redirection => redirection.Kind is RedirectionKind.Input
            or RedirectionKind.HereDocument or RedirectionKind.HereString or RedirectionKind.ReadWrite or RedirectionKind.DuplicateInput))
        {
            Add(RiskClass.Opaque, "changes what later commands read", command.Span);
        }

        if (words.Count > 0)
        {
            Judge(words, At(command.Span), redirected, false);
        }
    }

    private void Visit(Assignment assignment, List<Argument> words)
    {
        var value = assignment.Value is { } word ? ResolveOne(word).Content : TextSet.Unknown;
        var elements = new List<Argument>();
        foreach (var element in assignment.Elements ?? [])
        {
            CheckSubscript(element.Subscript, assignment.Name);
            elements.AddRange(Resolve(element.Value));
        }

        CheckSubscript(assignment.Subscript, assignment.Name);
        if (words.Count == 0)
        {
            CheckAssignable(assignment.Name, assignment.Span, assignment.IsAppend ? TextSet.Unknown : value);
            CheckZshAssignment(assignment.Name, value, assignment.Span);
            if (assignment is { Elements: { Count: > 0 } items, IsAppend: false, Subscript: null } && items.All(item => item.Subscript is null)
                && _state.Get(assignment.Name + AssociativeMark).Values is null)
            {
                _state.SetElements(assignment.Name, elements.Select(item => item.IsUnsafeSplit ? TextSet.Unknown : item.Content).DefaultIfEmpty(TextSet.Unknown).Aggregate(TextSet.Either));
                return;
            }

            _state.Set(assignment.Name, assignment.Subscript is null && !assignment.IsAppend ? value : TextSet.Unknown);
            return;
        }

        CheckZshAssignment(assignment.Name, value, assignment.Span);
        var isForRead = assignment.Name == "IFS" && words[0].Text == "read";
        if (!isForRead && (!VariableNames.MayEnterEnvironment(assignment.Name)
            || value.Values is null || !value.Values.All(text => VariableNames.IsPlainValue(assignment.Name, text))))
        {
            Add(RiskClass.Opaque, $"sets {assignment.Name} in the environment of the command", assignment.Span);
        }
    }

    /// <summary>Reports an assignment that would change what later commands are or do, or how they are read.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="span">Where.</param>
    /// <param name="value">Its value; null when that is not known.</param>
    public void CheckAssignable(string name, SourceSpan span, TextSet? value = null)
    {
        if (!(value?.Values is { } known ? known.All(text => VariableNames.KeepsEncoding(name, text)) : VariableNames.KeepsEncoding(name, null)))
        {
            Add(RiskClass.Opaque, $"sets {name} to what may be another encoding, in which the line is another one", span);
        }

        if (!VariableNames.IsPlain(name))
        {
            Add(RiskClass.Opaque, $"changes {name}, which decides what later commands do", span);
        }
    }

    /// <summary>Marks an array as associative: its subscripts are text, not arithmetic.</summary>
    public void Associate(string name) => _state.Set(name + AssociativeMark, TextSet.Empty);

    /// <summary>Judges a command given by its words, from a wrapper or from the line itself.</summary>
    public void Judge(IReadOnlyList<Argument> words, SourceSpan span, InputText input, bool isProgram)
    {
        if (words[0].Text is { Length: > 0 } first && !isProgram && IsMissing(first))
        {
            return;
        }

        if (++_wrappers > MaxWrappers)
        {
            Report.Add(RiskClass.Opaque, "too many commands inside each other", span);
        }
        else
        {
            // What judges one command looks at each word a few times.
            Report.Budget.Spend(50 + words.Sum(word => word.Work));
            var name = words[0].Text is { Length: > 0 } text ? PathText.BaseName(text) : "?";
            Report.Enter(_state.Directories);
            var before = Report.Begin(new CommandUse(name, [.. words.Skip(1).Select(word => word.Text)]));
            JudgeHere(words, span, input, isProgram);
            Report.Resume(before);
        }

        _wrappers--;
    }

    private void JudgeHere(IReadOnlyList<Argument> words, SourceSpan span, InputText input, bool isProgram)
    {
        if (words[0].Text is not { Length: > 0 } word)
        {
            foreach (var value in words[0].IsSplit ? ["?"] : words[0].Content.Values ?? ["?"])
            {
                Report.AddEffective(PathText.BaseName(value));
            }

            Report.Add(RiskClass.Opaque, "the command is not known before it runs", words[0].Span);
            return;
        }

        if (words[0].IsComputed)
        {
            Report.Add(RiskClass.Opaque, "the command is the result of an expansion", words[0].Span);
        }

        if (!isProgram && _open.Contains(word))
        {
            Report.Add(RiskClass.Opaque, "a function that calls itself", span);
            return;
        }

        if (!isProgram && _state.Functions.Contains(word))
        {
            // Its body was judged where it was defined; its arguments may name secrets.
            _state.Forget(_assignedInFunctions);

            foreach (var argument in words.Skip(1))
            {
                CheckSecret(argument, true);
            }

            return;
        }

        var command = PathText.CommandName(word);
        Report.AddEffective(PathText.BaseName(word));
        if (command is null)
        {
            Report.Add(RiskClass.Opaque, $"runs {Classification.Report.Short(word)}, which is not in a system directory", words[0].Span);
            return;
        }

        if (Table.Find(command) is not { } spec)
        {
            Report.Add(RiskClass.Opaque, $"'{Classification.Report.Short(command)}' is not in the command table", words[0].Span);
            return;
        }

        var invocation = new Invocation
        {
            Words = words,
            Name = command,
            Span = span,
            Input = input,
            Analyzer = this,
            Spec = spec,
            IsProgram = isProgram || word.Contains('/', StringComparison.Ordinal),
        };
        SecretOperands.Check(invocation);
        WriteOperands.Check(invocation);
        SpecJudge.Judge(invocation);
    }
}

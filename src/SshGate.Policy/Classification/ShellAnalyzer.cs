using SshGate.Policy.Parsing;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>
/// Walks the whole tree in the order of running and reports everything that is not proven to be read-only. Each node kind
/// has its arm; a new kind does not compile into silence but into a report.
/// </summary>
internal sealed partial class ShellAnalyzer
{
    /// <summary>How deep shells may nest inside arguments of shells.</summary>
    private const int MaxNesting = 8;

    private readonly int _nesting;
    private readonly SourceSpan? _at;
    private ShellState _state;

    // What substitutions inherit.
    private InputText _input = InputText.Outer;

    // The names of the functions whose bodies are being read: a call of one of them is recursion.
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    // Names assigned inside functions: a call may change them.
    private readonly HashSet<string> _assignedInFunctions = new(StringComparer.Ordinal);

    public ShellAnalyzer(
        CommandTable table, Report report, CommandContext context, ShellDialect dialect, ShellReading reading, int nesting = 0, SourceSpan? at = null)
    {
        Dialect = dialect;
        _reading = reading;
        Table = table;
        Report = report;
        Context = context;
        _nesting = nesting;
        _at = at;
        _state = new ShellState(report.Budget);
    }

    public CommandTable Table { get; }

    public Report Report { get; }

    public CommandContext Context { get; }

    /// <summary>Which shell reads the script.</summary>
    public ShellDialect Dialect { get; }

    public ShellState State => _state;

    /// <summary>Whether what the current command prints becomes words or input of another.</summary>
    public bool OutputIsData { get; private set; }

    public void Analyze(CommandList list, InputText input)
    {
        _input = input;
        Visit(list, input);
    }

    /// <summary>Whether a place of the line itself, not of a script inside it, repeats what was decided before.</summary>
    public bool IsCarried(SourceSpan span) => _nesting == 0 && span.End <= Report.Carried;

    /// <summary>Judges a script that is an argument or the input of a shell.</summary>
    public void AnalyzeNested(string script, SourceSpan span, InputText input, ShellDialect dialect)
    {
        if (_nesting >= MaxNesting || !Report.BeginScript())
        {
            Report.Add(RiskClass.Opaque, "shells nested too deeply", span);
            return;
        }

        Report.Budget.Spend(300 + (8L * script.Length));
        var source = System.Text.Encoding.UTF8.GetBytes(script);
        TextInspection.Inspect(source, CommandContext.Script, Report, span);
        var (list, error) = ShellParser.Parse(source);
        if (list is null)
        {
            Report.Add(RiskClass.Opaque, $"a script inside it cannot be read: {error?.Message}", span);
            return;
        }

        ShellReadings.Analyze(
            list, source, dialect, input,
            reading => new ShellAnalyzer(Table, Report, CommandContext.Script, dialect, reading, _nesting + 1, _at ?? span));
    }

    private void Add(RiskClass risk, string text, SourceSpan span) => Report.Add(risk, text, At(span));

    private SourceSpan At(SourceSpan span) => _at ?? span;

    private void Visit(CommandList list, InputText input)
    {
        foreach (var item in list.Items)
        {
            if (!item.IsBackground)
            {
                Visit(item, input);
                continue;
            }

            // For dash the ampersand of &> ends a command; every other one stands in bash's reading too.
            if (_reading == ShellReading.Bash)
            {
                Add(RiskClass.Opaque, "runs in the background, past the end of this command", item.Span);
            }

            Isolated(() => Visit(item, input));
        }
    }

    private void Visit(AndOrList list, InputText input)
    {
        Visit(list.Pipelines[0], input);
        var fails = SurelyFails(list.Pipelines[0]);
        for (var i = 1; i < list.Pipelines.Count; i++)
        {
            if (fails is { } failed && failed == (list.Operators[i - 1] == AndOrOperator.And))
            {
                // Not reached by this shell.
                continue;
            }

            var before = _state.Copy();
            Visit(list.Pipelines[i], input);
            fails = SurelyFails(list.Pipelines[i]);
            _state.Merge(before);
        }
    }

    private void Visit(Pipeline pipeline, InputText input)
    {
        if (pipeline.Commands.Count == 1)
        {
            Visit(pipeline.Commands[0], input);
            return;
        }

        // Every command of a pipeline runs in a subshell of its own.
        var wasData = OutputIsData;
        for (var i = 0; i < pipeline.Commands.Count; i++)
        {
            OutputIsData = wasData || i < pipeline.Commands.Count - 1;
            var before = _state.Copy();
            Visit(pipeline.Commands[i], i == 0 ? input : InputText.Data);
            before.Enter(_state);
            if (MayBeZsh && i == pipeline.Commands.Count - 1)
            {
                // zsh runs the last one itself, so what it assigns stays.
                _state.Merge(before);
            }
            else
            {
                _state = before;
            }
        }

        OutputIsData = wasData;
    }

    private void Visit(CommandNode command, InputText input)
    {
        Report.Budget.Spend(20);
        var redirected = command is SimpleCommand ? input : Redirect(command.Redirections, input);
        switch (command)
        {
            case SimpleCommand simple:
                Visit(simple, input);
                break;
            case Subshell subshell:
                Isolated(() => Visit(subshell.Body, redirected));
                break;
            case BraceGroup group:
                _groups++;
                Visit(group.Body, redirected);
                _groups--;
                break;
            case IfClause clause:
                Visit(clause, redirected);
                break;
            case WhileClause loop:
                Loop(loop, () =>
                {
                    Visit(loop.Condition, redirected);
                    Visit(loop.Body, redirected);
                });
                break;
            case ForClause loop:
                Visit(loop, redirected);
                break;
            case ArithmeticForClause loop:
                Visit(loop, redirected);
                break;
            case CaseClause clause:
                Visit(clause, redirected);
                break;
            case ConditionalCommand test:
                Visit(test.Expression);
                break;
            case ArithmeticCommand arithmetic:
                CheckArithmetic(arithmetic.Expression);
                break;
            case FunctionDefinition function:
                Visit(function);
                break;
            case Coprocess coprocess:
                Add(RiskClass.Opaque, "coproc runs in the background", coprocess.Span);
                Isolated(() => Visit(coprocess.Body, InputText.Data));
                break;
            case OpaqueCommand opaque:
                Add(RiskClass.Opaque, opaque.Reason, opaque.Span);
                break;
            default:
                Add(RiskClass.Opaque, "a kind of command that is not known", command.Span);
                break;
        }
    }

    private void Isolated(Action body)
    {
        var before = _state.Copy();
        body();
        before.Enter(_state);
        _state = before;
    }

    private void Visit(IfClause clause, InputText input)
    {
        ShellState? after = null;
        foreach (var branch in clause.Branches)
        {
            Visit(branch.Condition, input);
            var before = _state.Copy();
            Visit(branch.Body, input);
            after = Merged(after, _state);
            _state = before;
        }

        if (clause.Else is not null)
        {
            Visit(clause.Else, input);
        }

        _state = Merged(after, _state);
    }

    private void Visit(CaseClause clause, InputText input)
    {
        Resolve(clause.Subject);
        var before = _state.Copy();
        var after = _state.Copy();
        foreach (var item in clause.Items)
        {
            _state = before.Copy();
            foreach (var pattern in item.Patterns)
            {
                Resolve(pattern);
            }

            Visit(item.Body, input);
            after.Merge(_state);
            before.Enter(_state);
        }

        _state = after;
    }

    private void Visit(ForClause loop, InputText input)
    {
        if (loop.IsSelect)
        {
            Add(RiskClass.Interactive, "select asks for input", loop.Span);
        }

        CheckAssignable(loop.Name, loop.Span);
        CheckZshAssignment(loop.Name, TextSet.Unknown, loop.Span);
        var items = loop.Items?.SelectMany(Resolve).ToList();
        Report.Budget.Spend(60L * (items?.Count ?? 0));
        var content = items switch
        {
            null => TextSet.Unknown,
            [] => TextSet.Empty,
            _ => items.Select(item => item.IsUnsafeSplit && !item.Content.IsNumber ? TextSet.Unknown : item.Content).Aggregate(TextSet.Either),
        };
        _groups++;
        Loop(loop, () =>
        {
            _state.Set(loop.Name, loop.IsSelect ? TextSet.Unknown : content);
            Visit(loop.Body, input);
        });
        _groups--;
    }

    private void Visit(ArithmeticForClause loop, InputText input)
    {
        CheckArithmetic(loop.Expressions[0]);
        _groups++;
        Loop(loop, () =>
        {
            CheckArithmetic(loop.Expressions[1]);
            Visit(loop.Body, input);
            CheckArithmetic(loop.Expressions[2]);
        });
        _groups--;
    }

    /// <summary>
    /// A loop's body may run never, once or often: what it assigns is forgotten before it, except integers that only
    /// arithmetic changes, and what it makes certain is not certain after it.
    /// </summary>
    private void Loop(CommandNode loop, Action body)
    {
        var assigned = AssignedNames.In(loop, Report.Budget);
        foreach (var (name, isNumber) in assigned)
        {
            _state.Set(name, isNumber && _state.Get(name).IsNumber ? TextSet.Number : TextSet.Unknown);
        }

        var before = _state.Copy();
        body();
        _state.Merge(before);
    }

    private void Visit(FunctionDefinition function)
    {
        CheckFunctionName(function);
        // The body may run at any time: it is judged knowing nothing, and whatever it assigns is uncertain from here on.
        foreach (var name in AssignedNames.In(function.Body, Report.Budget).Keys)
        {
            _assignedInFunctions.Add(name);
        }

        var before = _state.Copy();
        _state.ForgetVariables();
        _open.Add(function.Name);
        Visit(function.Body, InputText.Data);
        _open.Remove(function.Name);
        before.Enter(_state);
        _state = before;
        _state.Define(function.Name);
    }

    private static ShellState Merged(ShellState? one, ShellState other)
    {
        if (one is null)
        {
            return other;
        }

        one.Merge(other);
        return one;
    }
}

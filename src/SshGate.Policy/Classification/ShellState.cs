namespace SshGate.Policy.Classification;

/// <summary>What is known at one point of a script: variables assigned for certain, functions defined for certain, directories.</summary>
internal sealed class ShellState
{
    /// <summary>More variables than this are not followed, so that copying a state stays cheap.</summary>
    public const int MaxVariables = 128;

    /// <summary>More directories than this are not tried for each word.</summary>
    public const int MaxDirectories = 8;

    // Not part of any variable name, by the rules for variables.
    private const string ElementsMark = "[@]";

    // The shell itself keeps integers in these, whatever is assigned.
    private static readonly HashSet<string> Integers = new(
        ["RANDOM", "SRANDOM", "SECONDS", "LINENO", "EPOCHSECONDS", "UID", "EUID", "PPID", "BASHPID"], StringComparer.Ordinal);

    private readonly WorkBudget _budget;

    // Most states are copied and never changed: a copy shares its parts until one of the two is written to.
    private Dictionary<string, TextSet> _variables;
    private HashSet<string> _functions;
    private HashSet<string> _directories;
    private bool _sharesVariables;
    private bool _sharesFunctions;
    private bool _sharesDirectories;

    public ShellState(WorkBudget budget)
    {
        _budget = budget;
        _variables = new(StringComparer.Ordinal) { ["HOME"] = TextSet.Of("~"), ["PWD"] = TextSet.Of(".") };
        _functions = new(StringComparer.Ordinal);
        _directories = new(StringComparer.Ordinal);
    }

    private ShellState(ShellState other)
    {
        _budget = other._budget;
        _variables = other._variables;
        _functions = other._functions;
        _directories = other._directories;
        Share();
        other.Share();
    }

    /// <summary>Directories a relative path may be relative to.</summary>
    public IReadOnlyCollection<string> Directories => _directories;

    /// <summary>Names defined as functions.</summary>
    public IReadOnlyCollection<string> Functions => _functions;

    public ShellState Copy() => new(this);

    public TextSet Get(string name) =>
        _variables.TryGetValue(name, out var value) ? value : Integers.Contains(name) ? TextSet.Number : TextSet.Unknown;

    /// <summary>The elements of an array that was assigned for certain; null where they are not known.</summary>
    public TextSet? Elements(string name) => _variables.GetValueOrDefault(name + ElementsMark);

    /// <summary>Notes the elements of an indexed array.</summary>
    public void SetElements(string name, TextSet elements)
    {
        Set(name, TextSet.Unknown);
        Set(name + ElementsMark, elements);
    }

    public void Set(string name, TextSet value)
    {
        if (_variables.ContainsKey(name + ElementsMark))
        {
            OwnVariables().Remove(name + ElementsMark);
        }

        if (_variables.Count < MaxVariables || _variables.ContainsKey(name))
        {
            OwnVariables()[name] = value;
        }
    }

    public void Forget(string name)
    {
        if (_variables.ContainsKey(name) || _variables.ContainsKey(name + ElementsMark))
        {
            OwnVariables().Remove(name);
            OwnVariables().Remove(name + ElementsMark);
        }
    }

    public void Forget(HashSet<string> names)
    {
        _budget.Spend(_variables.Count);
        foreach (var key in _variables.Keys.Where(key => names.Contains(key.EndsWith(ElementsMark, StringComparison.Ordinal) ? key[..^ElementsMark.Length] : key)).ToList())
        {
            OwnVariables().Remove(key);
        }
    }

    public void ForgetVariables()
    {
        _variables = new(StringComparer.Ordinal);
        _sharesVariables = false;
    }

    public void Define(string function)
    {
        if (_functions.Count < MaxVariables)
        {
            OwnFunctions().Add(function);
        }
    }

    public void Undefine(string function)
    {
        if (_functions.Contains(function))
        {
            OwnFunctions().Remove(function);
        }
    }

    public void Enter(string directory)
    {
        if (_directories.Count <= MaxDirectories)
        {
            OwnDirectories();
            foreach (var from in _directories.Where(_ => !directory.StartsWith('/') && !directory.StartsWith('~')).ToList())
            {
                _directories.Add(PathText.Normalize(from + "/" + directory));
            }

            _directories.Add(PathText.Normalize(directory));
        }
    }

    /// <summary>Adds the directories another state went through: a subshell's end does not make its secrets less secret.</summary>
    public void Enter(ShellState other)
    {
        if (!ReferenceEquals(_directories, other._directories))
        {
            OwnDirectories().UnionWith(other._directories);
        }
    }

    /// <summary>Keeps only what holds in both states.</summary>
    public void Merge(ShellState other)
    {
        if (!ReferenceEquals(_variables, other._variables))
        {
            MergeVariables(other);
        }

        if (!ReferenceEquals(_functions, other._functions))
        {
            OwnFunctions().IntersectWith(other._functions);
        }

        Enter(other);
    }

    private void MergeVariables(ShellState other)
    {
        _budget.Spend(10L * _variables.Count);
        var variables = OwnVariables();
        foreach (var (name, value) in variables.ToList())
        {
            if (!other._variables.TryGetValue(name, out var there))
            {
                variables.Remove(name);
            }
            else if (!ReferenceEquals(value, there))
            {
                _budget.Spend(value.Work + there.Work);
                variables[name] = TextSet.Either(value, there);
            }
        }
    }

    private void Share() => _sharesVariables = _sharesFunctions = _sharesDirectories = true;

    private Dictionary<string, TextSet> OwnVariables()
    {
        if (_sharesVariables)
        {
            _budget.Spend(10 + (4L * _variables.Count));
            _variables = new(_variables, StringComparer.Ordinal);
            _sharesVariables = false;
        }

        return _variables;
    }

    private HashSet<string> OwnFunctions()
    {
        if (_sharesFunctions)
        {
            _budget.Spend(10 + (4L * _functions.Count));
            _functions = new(_functions, StringComparer.Ordinal);
            _sharesFunctions = false;
        }

        return _functions;
    }

    private HashSet<string> OwnDirectories()
    {
        if (_sharesDirectories)
        {
            _budget.Spend(10 + (4L * _directories.Count));
            _directories = new(_directories, StringComparer.Ordinal);
            _sharesDirectories = false;
        }

        return _directories;
    }
}

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

    private readonly Dictionary<string, TextSet> _variables;
    private readonly HashSet<string> _functions;
    private readonly HashSet<string> _directories;

    public ShellState()
    {
        _variables = new(StringComparer.Ordinal) { ["HOME"] = TextSet.Of("~"), ["PWD"] = TextSet.Of(".") };
        _functions = new(StringComparer.Ordinal);
        _directories = new(StringComparer.Ordinal);
    }

    private ShellState(ShellState other)
    {
        _variables = new(other._variables, StringComparer.Ordinal);
        _functions = new(other._functions, StringComparer.Ordinal);
        _directories = new(other._directories, StringComparer.Ordinal);
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
        _variables.Remove(name + ElementsMark);
        if (_variables.Count < MaxVariables || _variables.ContainsKey(name))
        {
            _variables[name] = value;
        }
    }

    public void Forget(string name)
    {
        _variables.Remove(name);
        _variables.Remove(name + ElementsMark);
    }

    public void ForgetVariables() => _variables.Clear();

    public void Define(string function)
    {
        if (_functions.Count < MaxVariables)
        {
            _functions.Add(function);
        }
    }

    public void Undefine(string function) => _functions.Remove(function);

    public void Enter(string directory)
    {
        if (_directories.Count <= MaxDirectories)
        {
            foreach (var from in _directories.Where(_ => !directory.StartsWith('/') && !directory.StartsWith('~')).ToList())
            {
                _directories.Add(PathText.Normalize(from + "/" + directory));
            }

            _directories.Add(PathText.Normalize(directory));
        }
    }

    /// <summary>Adds the directories another state went through: a subshell's end does not make its secrets less secret.</summary>
    public void Enter(ShellState other) => _directories.UnionWith(other._directories);

    /// <summary>Keeps only what holds in both states.</summary>
    public void Merge(ShellState other)
    {
        foreach (var (name, value) in _variables.ToList())
        {
            if (other._variables.TryGetValue(name, out var there))
            {
                _variables[name] = TextSet.Either(value, there);
            }
            else
            {
                _variables.Remove(name);
            }
        }

        _functions.IntersectWith(other._functions);
        _directories.UnionWith(other._directories);
    }
}

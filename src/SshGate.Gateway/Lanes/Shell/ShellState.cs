using System.Text;
using SshGate.Policy;
using SshGate.Recording.Masking;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// What a session carries from statement to statement: directory, variables, last status. It is held here and not in a shell on
/// the target (catalogue E1), goes onward as text that is judged with each statement, and survives a lost onward connection.
/// What is reported comes from the target: every value is checked, and then only ever quoted.
/// </summary>
internal sealed class ShellState
{
    /// <summary>PATH_MAX of the systems behind the gate.</summary>
    private const int MaxDirectory = 4096;

    /// <summary>One value; a longer one is a file's content, and files go another way.</summary>
    private const int MaxValue = 8 * 1024;

    /// <summary>All of them together: with the longest statement still below what Linux takes as one argument (128 KiB).</summary>
    private const int MaxValues = 24 * 1024;

    /// <summary>More than a session needs; each one is judged with every statement.</summary>
    public const int MaxVariables = 64;

    /// <summary>
    /// The shell's own: an assignment to one of these fails or means something else in the next shell. And what some builtins assign by
    /// default: it would be judged with every later statement, and a name of one's own does the same.
    /// </summary>
    private static readonly HashSet<string> NotCarried = new(
        ["PWD", "OLDPWD", "UID", "EUID", "PPID", "GROUPS", "BASHOPTS", "SHELLOPTS", "BASH_VERSINFO", "BASHPID", "LINENO", "RANDOM",
         "SRANDOM", "SECONDS", "EPOCHSECONDS", "EPOCHREALTIME", "PIPESTATUS", "FUNCNAME", "DIRSTACK",
         "REPLY", "MAPFILE", "OPTARG", "OPTIND", "_", StateReport.StatusVariable],
        StringComparer.Ordinal);

    private readonly SortedDictionary<string, CarriedVariable> _variables = new(StringComparer.Ordinal);
    private string? _home;

    /// <summary>Where statements run; null for the account's home, which nobody asked for yet.</summary>
    public string? Directory { get; private set; }

    /// <summary>Where they ran before that.</summary>
    public string? Previous { get; private set; }

    /// <summary>What the last statement ended with.</summary>
    public uint Status { get; set; }

    public IEnumerable<KeyValuePair<string, CarriedVariable>> Variables => _variables;

    /// <summary>The directory as the prompt shows it.</summary>
    public string ShownDirectory =>
        Directory is null || Directory == _home ? "~"
        : _home is { Length: > 1 } && Directory.StartsWith(_home + "/", StringComparison.Ordinal) ? "~" + Directory[_home.Length..]
        : Directory;

    /// <summary>The variables of these effects that can be carried.</summary>
    public static IReadOnlyList<string> Carriable(ShellEffects effects) =>
    [
        .. effects.AssignedVariables.Concat(effects.ExportedVariables)
            .Where(name => !NotCarried.Contains(name))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Take(MaxVariables),
    ];

    /// <summary>Takes over what a statement left behind.</summary>
    /// <param name="reported">What the target says.</param>
    /// <param name="effects">What the statement may have changed.</param>
    /// <param name="mask">
    /// Kinds of secrets that a rule masks in the statement's output: a value that holds one is not carried, for what is carried is text
    /// of the next statement, which is shown and recorded.
    /// </param>
    /// <returns>What could not be taken over, as sentences for the agent.</returns>
    public IReadOnlyList<string> Apply(ReportedState reported, ShellEffects effects, IReadOnlyCollection<string>? mask = null)
    {
        var problems = new List<string>();
        if (IsDirectory(reported.Home))
        {
            _home = reported.Home;
        }

        if (!IsDirectory(reported.Directory))
        {
            problems.Add("the new directory has a name that the gate does not carry on; the session stays where it was");
        }
        else if (reported.Directory != (Directory ?? _home))
        {
            (Previous, Directory) = (Directory ?? _home, reported.Directory);
        }

        foreach (var (name, value) in reported.Variables)
        {
            if ((Refusal(name, value) ?? Secret(name, value, mask ?? [])) is { } refusal)
            {
                _variables.Remove(name);
                problems.Add($"the variable {name} is not carried on: {refusal}");
                continue;
            }

            var wasExported = _variables.TryGetValue(name, out var known) && known.IsExported;
            _variables[name] = new CarriedVariable(
                value, effects.ExportedVariables.Contains(name, StringComparer.Ordinal) || (wasExported && value is not null));
        }

        return problems;
    }

    private string? Refusal(string name, string? value)
    {
        var others = _variables.Where(pair => pair.Key != name).ToList();
        return value?.Length > MaxValue ? $"its value has more than {MaxValue / 1024} KiB"
            : value?.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) == true ? "its value has control characters"
            : others.Count >= MaxVariables ? $"there are {MaxVariables} already"
            : others.Sum(pair => pair.Value.Value?.Length ?? 0) + value?.Length > MaxValues ? $"all together have more than {MaxValues / 1024} KiB"
            : null;
    }

    private static string? Secret(string name, string? value, IReadOnlyCollection<string> mask)
    {
        if (value is null || mask.Count == 0)
        {
            return null;
        }

        // With its name: some kinds of secrets are known by it.
        var masker = new SecretMasker(mask);
        masker.Push(Encoding.UTF8.GetBytes($"{name}={value}\n"));
        masker.Finish();
        return masker.Count > 0 ? "its value is masked by a rule, and would be read in the next statement" : null;
    }

    private static bool IsDirectory(string path) =>
        path is ['/', ..] && path.Length <= MaxDirectory && !path.Any(char.IsControl);
}

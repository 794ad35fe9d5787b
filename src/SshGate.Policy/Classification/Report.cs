using System.Text;

namespace SshGate.Policy.Classification;

/// <summary>Collects what the analysis finds. One per command line, shared by everything nested in it.</summary>
internal sealed class Report
{
    /// <summary>More findings than this add nothing for a reader.</summary>
    private const int MaxFindings = 200;

    private const int MaxEffective = 400;

    /// <summary>Scripts inside scripts, each in several readings: more than this only costs time.</summary>
    private const int MaxScripts = 500;

    /// <summary>More commands than this are not judged one by one, so the line waits for a person.</summary>
    private const int MaxUses = 2000;

    private const int MaxDirectories = 32;

    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly List<Finding> _findings = [];
    private readonly HashSet<Finding> _seen = [];
    private readonly List<(Finding Finding, CommandUse? Use)> _owned = [];
    private readonly HashSet<CommandUse> _uses = [];
    private CommandUse? _current;
    private RiskClass _risk = RiskClass.Read;
    private readonly List<string> _effective = [];
    private int _scripts;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Standard input that was withheld because it is code; null when it was not.</summary>
    public string? Input { get; init; }

    /// <summary>Whether the line is one command, so that nothing else can take a part of that input away.</summary>
    public bool InputHasOneReader { get; init; }

    /// <summary>What the analysis may still cost.</summary>
    public WorkBudget Budget { get; } = new();

    public IReadOnlyList<Finding> Findings => _findings;

    public IReadOnlyList<string> Effective => _effective;

    public bool InputIsCode { get; private set; }

    /// <summary>The language of standard input that is code; null for none, an unknown one, and several.</summary>
    public CommandContext? InputLanguage { get; private set; }

    /// <summary>Bytes of the line that repeat what was decided before; see <see cref="CommandLine.Carried"/>.</summary>
    public int Carried { get; init; }

    /// <summary>Known files that redirections open.</summary>
    public HashSet<string> Redirected { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether one opens a file that is not known.</summary>
    public bool HasUnknownRedirection { get; set; }

    /// <summary>Directories that are entered anywhere in the line.</summary>
    public IReadOnlyCollection<string> Directories => _directories;

    /// <summary>Whether a directory that is not known is entered.</summary>
    public bool LeavesKnownDirectories { get; set; }

    /// <summary>Counts the scripts inside scripts; false when there are too many to judge each.</summary>
    public bool BeginScript() => ++_scripts <= MaxScripts;

    public void Add(RiskClass risk, string text, SourceSpan span)
    {
        var finding = new Finding(risk, text, span);
        if ((_findings.Count < MaxFindings || risk > _risk) && _seen.Add(finding))
        {
            _risk = risk > _risk ? risk : _risk;
            _findings.Add(finding);
            _owned.Add((finding, _uses.Contains(_current!) ? _current : null));
        }
    }

    /// <summary>What rules judge one by one.</summary>
    public IReadOnlyList<RiskElement> Elements()
    {
        var elements = new List<RiskElement>();
        var byUse = _owned.Where(pair => pair.Use is not null).ToLookup(pair => pair.Use!, pair => pair.Finding);
        foreach (var use in _uses)
        {
            var own = byUse[use].ToList();
            elements.Add(Element(use, own.Count == 0 ? RiskClass.Read : own.Max(finding => finding.Risk), own));
        }

        elements.AddRange(_owned.Where(pair => pair.Use is null).GroupBy(pair => pair.Finding.Risk)
            .Select(group => Element(null, group.Key, [.. group.Select(pair => pair.Finding)])));
        return elements.Count > 0 ? elements : [Element(null, RiskClass.Read, [])];
    }

    private RiskElement Element(CommandUse? use, RiskClass risk, IReadOnlyList<Finding> findings) => new(use, risk, findings)
    {
        Redirected = Redirected,
        HasUnknownRedirection = HasUnknownRedirection,
        Directories = Directories,
        LeavesKnownDirectories = LeavesKnownDirectories,
    };

    /// <summary>Findings from here on belong to this command; returns the one before, to go back to.</summary>
    public CommandUse? Begin(CommandUse? use)
    {
        var before = _current;
        _current = use;
        if (use is not null && _uses.Count < MaxUses)
        {
            _uses.Add(use);
        }
        else if (use is not null)
        {
            Add(RiskClass.Opaque, $"more than {MaxUses} commands", default);
        }

        return before;
    }

    /// <summary>The analysis ended before its end: whatever was not looked at counts as not known.</summary>
    public void GiveUp(SourceSpan whole)
    {
        AddEffective("?");
        Begin(new CommandUse("?", [null]));
        Add(RiskClass.Opaque, "takes more work to judge than a line may", whole);
    }

    /// <summary>Directories that a command of the line may start in; more than a few are as good as unknown.</summary>
    public void Enter(IReadOnlyCollection<string> directories)
    {
        _directories.UnionWith(directories);
        LeavesKnownDirectories |= _directories.Count > MaxDirectories;
        if (LeavesKnownDirectories)
        {
            _directories.Clear();
        }
    }

    /// <summary>Goes back to the command before.</summary>
    public void Resume(CommandUse? use) => _current = use;

    /// <summary>Notes that a command reads standard input as code.</summary>
    public void ReadsCode(CommandContext? language)
    {
        InputLanguage = !InputIsCode || InputLanguage == language ? language : null;
        InputIsCode = true;
    }

    public void AddEffective(string name)
    {
        if (_effective.Count < MaxEffective && _names.Add(name))
        {
            _effective.Add(name);
        }
    }

    public CommandAnalysis Finish(AnalysisOrigin origin) =>
        new(origin, _findings, _effective, InputLanguage, InputIsCode) { Elements = Elements() };

    /// <summary>A short form of a text for use in a reason.</summary>
    public static string Short(string text)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(40))
        {
            result.Append(rune.ToString());
        }

        return result.Length < text.Length ? result + "…" : result.ToString();
    }
}

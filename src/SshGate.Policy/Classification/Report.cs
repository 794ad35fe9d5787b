using System.Text;

namespace SshGate.Policy.Classification;

/// <summary>Collects what the analysis finds. One per command line, shared by everything nested in it.</summary>
internal sealed class Report
{
    /// <summary>More findings than this add nothing for a reader.</summary>
    private const int MaxFindings = 200;

    private const int MaxEffective = 400;

    private readonly List<Finding> _findings = [];
    private readonly HashSet<Finding> _seen = [];
    private readonly List<string> _effective = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Standard input that was withheld because it is code; null when it was not.</summary>
    public string? Input { get; init; }

    /// <summary>Whether the line is one command, so that nothing else can take a part of that input away.</summary>
    public bool InputHasOneReader { get; init; }

    public IReadOnlyList<Finding> Findings => _findings;

    public IReadOnlyList<string> Effective => _effective;

    public bool InputIsCode { get; set; }

    public void Add(RiskClass risk, string text, SourceSpan span)
    {
        var finding = new Finding(risk, text, span);
        if ((_findings.Count < MaxFindings || _findings.TrueForAll(known => known.Risk < risk)) && _seen.Add(finding))
        {
            _findings.Add(finding);
        }
    }

    public void AddEffective(string name)
    {
        if (_effective.Count < MaxEffective && _names.Add(name))
        {
            _effective.Add(name);
        }
    }

    public CommandAnalysis Finish() => new(_findings, _effective, InputIsCode);

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

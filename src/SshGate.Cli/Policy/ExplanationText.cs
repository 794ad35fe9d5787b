using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Cli.Policy;

/// <summary>An explanation for people: the answer, the line with marks below what the reasons are about, and every rule.</summary>
internal static class ExplanationText
{
    private const int MaxExcerpt = 72;
    private const int MaxReasons = 40;

    public static void Print(PolicyExplanation explanation, TextWriter output)
    {
        var verdict = explanation.Verdict;
        Field(output, "decision", VerdictText.Decision(verdict.Kind));
        Field(output, "risk", VerdictText.Risk(verdict.Risk));
        Field(output, "rules", string.Join(", ", verdict.Rules));
        Optional(output, "runs", verdict.Effective);
        Optional(output, "judged", explanation.Elements);
        if (explanation.Analysis?.InputIsCode == true)
        {
            Field(output, "input", "is code: it is withheld and judged with the command");
        }

        if (verdict.Approval is { } approval)
        {
            Field(output, "approval", VerdictText.Approval(approval));
            Optional(output, "labels", approval.Labels);
        }

        if (verdict.Message is { } message)
        {
            Field(output, "message", message);
        }

        if (verdict.Hint is { } hint)
        {
            Field(output, "hint", hint);
        }

        Optional(output, "tags", verdict.Tags);
        Optional(output, "mask", verdict.Settings.Mask);
        Optional(output, "notify", verdict.Settings.Notify);
        Reasons(verdict, output);
        output.WriteLine();
        foreach (var rule in explanation.Rules)
        {
            Rule(rule, output);
        }

        Field(output, "default", verdict.Rules.Contains("default") ? "decides: no rule fits for certain" : "not used");
        Field(output, "policy", verdict.PolicyVersion);
    }

    private static void Reasons(Verdict verdict, TextWriter output)
    {
        foreach (var reason in verdict.Reasons.Take(MaxReasons))
        {
            Field(output, "because", $"[{reason.Rule}] {reason.Text}");
            if (reason.Span is { Length: > 0 } span && (verdict.Request as CommandRequest)?.Command.Source is { } source && span.End <= source.Length)
            {
                Excerpt(source.Span, span, output);
            }
        }

        if (verdict.Reasons.Count > MaxReasons)
        {
            Field(output, "because", $"… and {verdict.Reasons.Count - MaxReasons} more");
        }
    }

    /// <summary>The line of the source that the reason is about, with carets below it.</summary>
    private static void Excerpt(ReadOnlySpan<byte> source, SourceSpan span, TextWriter output)
    {
        var start = source[..span.Start].LastIndexOf((byte)'\n') + 1;
        var length = source[start..].IndexOf((byte)'\n');
        var end = length < 0 ? source.Length : start + length;
        var isCut = span.Start - (MaxExcerpt / 2) > start;
        start = Math.Max(start, span.Start - (MaxExcerpt / 2));
        end = Math.Max(Math.Min(end, start + MaxExcerpt), span.Start);
        var before = Printable.Escape(source[start..span.Start]);
        var marked = Printable.Escape(source[span.Start..Math.Min(span.End, end)]);
        var after = Printable.Escape(source[Math.Min(span.End, end)..end]);
        var cut = isCut ? "…" : "";
        output.WriteLine($"             {cut}{before}{marked}{after}");
        output.WriteLine($"             {new string(' ', cut.Length + before.Length)}{new string('^', Math.Max(marked.Length, 1))}");
    }

    private static void Rule(RuleExplanation rule, TextWriter output)
    {
        var then = rule.Then is { } kind ? VerdictText.Decision(kind) : "sets";
        var word = rule.Decides ? "decides" : rule.Fits switch { true => "fits", null => "may fit", false => "no" };
        var why = rule.Fits == false
            ? string.Join("; ", rule.Conditions.Where(one => one.Holds != true).Select(one => $"{one.Key}: wants {one.Wanted}, found {Short(one.Found)}"))
            : rule.Element ?? "";
        Field(output, word, $"[{rule.Id}] {then}{(why.Length > 0 ? $" - {why}" : "")}{(rule.Note is null ? "" : $" ({rule.Note})")}");
    }

    private static string Short(string text) => text.Length == 0 ? "nothing" : text.Length <= MaxExcerpt ? text : text[..MaxExcerpt] + "…";

    private static void Optional(TextWriter output, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Field(output, name, string.Join(", ", values));
        }
    }

    private static void Field(TextWriter output, string name, string value) => output.WriteLine($"{name,-10} {Printable.Escape(value)}");
}

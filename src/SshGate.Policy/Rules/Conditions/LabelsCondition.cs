namespace SshGate.Policy.Rules.Conditions;

/// <summary>Labels of the target: each one named is there and matches.</summary>
internal sealed class LabelsCondition(IReadOnlyDictionary<string, PatternList> labels) : Condition("labels")
{
    public override IReadOnlyList<string> Wanted { get; } =
        [.. labels.Select(label => $"{label.Key}: {string.Join(" or ", label.Value.Texts)}")];

    public override bool? Holds(Facts facts) => labels.All(label =>
        facts.Request.Target.Labels.TryGetValue(label.Key, out var value) && label.Value.Matches(value));

    public override string Found(Facts facts) =>
        string.Join(", ", facts.Request.Target.Labels.Select(label => $"{label.Key}: {label.Value}"));

    // Fewer labels hold more often.
    public override bool Includes(Condition other) => other is LabelsCondition && Wanted.All(other.Wanted.Contains);
}

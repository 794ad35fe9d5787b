using SshGate.Policy.Rules.Conditions;

namespace SshGate.Policy.Rules;

/// <summary>Finds what is no fault but hardly meant: rules that can never decide, names that nothing uses.</summary>
internal static class PolicyLint
{
    // Each rule is compared with each: more is not worth the wait, and nobody wrote it by hand.
    private const int MaxCompared = 500;

    public static IReadOnlyList<PolicyError> Check(PolicyContent content, PolicyScope scope, PolicyPlace file)
    {
        var warnings = new List<PolicyError>();
        foreach (var rules in (IReadOnlyList<Rule>[])[content.Connections, content.Commands])
        {
            Shadowed(rules, warnings);
        }

        foreach (var rule in content.Commands)
        {
            Contradictions(rule, warnings);
        }

        if (content.CommandDefault == VerdictKind.Allow)
        {
            warnings.Add(file.Says("defaults: command: allow lets everything pass that no rule names; only what is opaque still waits"));
        }

        if (content.ConnectionDefault == VerdictKind.Deny && content.Connections.All(rule => rule.Then is VerdictKind.Deny or null))
        {
            warnings.Add(file.Says("connections: no rule allows one, so nobody can connect"));
        }

        warnings.AddRange(scope.Profiles.Keys.Except(scope.UsedProfiles).Select(name => file.Says($"approvals: nothing uses '{name}'")));
        warnings.AddRange(scope.Calendars.Keys.Except(scope.UsedCalendars).Select(name => file.Says($"calendars: nothing uses '{name}'")));
        return [.. warnings.OrderBy(warning => warning.Line).ThenBy(warning => warning.Column)];
    }

    /// <summary>A rule is in the shade of a more severe one that fits whenever it does.</summary>
    private static void Shadowed(IReadOnlyList<Rule> rules, List<PolicyError> warnings)
    {
        var compared = rules.Where(rule => rule.Then is not null).Take(MaxCompared).ToList();
        foreach (var rule in compared)
        {
            var by = compared.Find(other => !ReferenceEquals(other, rule) && other.When.Includes(rule.When)
                && (other.Then < rule.Then || (other.Then == rule.Then && other.Then != VerdictKind.RequireApproval && IsBefore(other, rule, compared))));
            if (by is not null)
            {
                warnings.Add(rule.Place.Says(by.Then == rule.Then
                    ? $"'{rule.Id}' adds nothing: '{by.Id}' says the same whenever it fits"
                    : $"'{rule.Id}' never decides: '{by.Id}' is more severe and fits whenever it does"));
            }
        }
    }

    private static bool IsBefore(Rule other, Rule rule, List<Rule> rules) =>
        !rule.When.Includes(other.When) || rules.IndexOf(other) < rules.IndexOf(rule);

    private static void Contradictions(Rule rule, List<PolicyError> warnings)
    {
        var parts = rule.When.Parts;
        var contexts = parts.OfType<ValueCondition<CommandContext>>().FirstOrDefault()?.Values;
        if (contexts?.Contains(CommandContext.Forward) == false && parts.Any(part => part is DestinationCondition))
        {
            warnings.Add(rule.Place.Says($"'{rule.Id}' never fits: only a forward has a destination"));
        }

        if (rule.Then == VerdictKind.Allow)
        {
            if (parts.OfType<ValueCondition<RiskClass>>().Any(part => part.Values.All(risk => risk == RiskClass.Opaque)) && !parts.OfType<LineCondition>().Any())
            {
                warnings.Add(rule.Place.Says($"'{rule.Id}' never fits: what is opaque is allowed only by its exact 'line'"));
            }

            if (parts.Any(part => part is DestinationCondition) && !rule.Names(CommandContext.Forward))
            {
                warnings.Add(rule.Place.Says($"'{rule.Id}' opens no forward: it does not say 'context: forward'"));
            }
        }

        foreach (var not in parts.OfType<NotCondition>())
        {
            if (parts.Any(part => part != not && not.Part.Includes(part))
                || (not.Part is AllCondition { Parts: [var only] } && parts.Any(part => only.Includes(part))))
            {
                warnings.Add(rule.Place.Says($"'{rule.Id}' never fits: it wants something and its opposite"));
            }
        }
    }
}

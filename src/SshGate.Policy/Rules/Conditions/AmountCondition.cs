using System.Text.RegularExpressions;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>
/// A number written in the command (<c>--replicas=50</c>, <c>LIMIT 1000</c>): the group of a pattern, looked for anywhere in the
/// arguments. A rule that allows wants a number and all of them in range; the others are content with one.
/// </summary>
internal sealed class AmountCondition(string text, Regex pattern, NumberRange range) : Condition("amount")
{
    public override bool IsAboutElement => true;

    public override int Cost => 1;

    public override IReadOnlyList<string> Wanted { get; } = [text];

    public override bool? Holds(Facts facts)
    {
        if (!CommandText.HasCommand(facts))
        {
            return false;
        }

        if (CommandText.Of(facts) is not { } arguments)
        {
            return null;
        }

        var numbers = Numbers(arguments);
        bool? Fits(long? number) => number is { } value ? range.Contains(value) : null;
        return numbers.Count == 0 ? false : facts.MustCoverAll ? Truth.All(numbers, Fits) : Truth.Any(numbers, Fits);
    }

    public override string Found(Facts facts) => CommandText.Of(facts) is { } arguments
        ? string.Join(", ", Numbers(arguments).Select(number => number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not a number"))
        : "not known";

    private List<long?> Numbers(string arguments) =>
        [.. pattern.Matches(arguments).Select(match => NumberRange.Number(match.Groups[1].Value))];
}

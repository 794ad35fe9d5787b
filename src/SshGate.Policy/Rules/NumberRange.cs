using System.Globalization;

namespace SshGate.Policy.Rules;

/// <summary>Numbers that fit: <c>5</c>, <c>over 5</c>, <c>under 5</c>, <c>at least 5</c>, <c>at most 5</c>, <c>5 to 9</c>; <c>10M</c> is a number too.</summary>
internal sealed record NumberRange(long Min, long Max)
{
    public const string Expected = "expected a number such as 5, over 5, under 5, at least 5, at most 5 or 5 to 9 (K, M, G, T count in 1024s)";

    public bool Contains(long value) => value >= Min && value <= Max;

    public static NumberRange? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [var one] when Number(one) is { } n => new NumberRange(n, n),
            ["over", var one] when Number(one) is { } n && n < long.MaxValue => new NumberRange(n + 1, long.MaxValue),
            ["under", var one] when Number(one) is { } n && n > 0 => new NumberRange(0, n - 1),
            ["at", "least", var one] when Number(one) is { } n => new NumberRange(n, long.MaxValue),
            ["at", "most", var one] when Number(one) is { } n => new NumberRange(0, n),
            [var from, "to", var to] when Number(from) is { } low && Number(to) is { } high && low <= high => new NumberRange(low, high),
            _ => null,
        };
    }

    /// <summary>A number as people write it, with an optional unit; null when it is none or does not fit.</summary>
    public static long? Number(string text)
    {
        var shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        var digits = shift == 0 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= long.MaxValue >> shift
            ? value << shift
            : null;
    }
}

using System.Buffers;

namespace SshGate.Policy.Classification;

/// <summary>
/// What is known about a text before it exists: every value it can take, or a pattern. The unknown never gets more known
/// by being combined.
/// </summary>
internal sealed record TextSet
{
    /// <summary>More values than this are not followed one by one.</summary>
    public const int MaxValues = 16;

    /// <summary>Texts longer than this, made by joining, are not followed: a doubled variable grows without end.</summary>
    private const int MaxLength = 1 << 16;

    private static readonly SearchValues<char> Splitting = SearchValues.Create(" \t\n*?[");

    private bool? _isOneWord;

    /// <summary>Nothing is known.</summary>
    public static readonly TextSet Unknown = new() { Patterns = [GlobPattern.Anything] };

    /// <summary>Some integer.</summary>
    public static readonly TextSet Number = new() { IsNumber = true, Patterns = ["*"] };

    /// <summary>The empty text.</summary>
    public static readonly TextSet Empty = Of("");

    /// <summary>Every value it can take; null when that is not known.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Glob patterns that cover every value, when <see cref="Values"/> is null; used to recognize secret paths.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>What every value surely begins with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether every value is an integer.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Whether a shell that splits and globs leaves each value one word as it is.</summary>
    public bool IsOneWord => _isOneWord ??= Values is { } values && values.All(value => value.Length > 0 && value.AsSpan().IndexOfAny(Splitting) < 0);

    /// <summary>Exactly one text.</summary>
    public static TextSet Of(string text) => new()
    {
        Values = [text],
        Prefix = text,
        IsNumber = IsInteger(text),
    };

    /// <summary>Either of two.</summary>
    public static TextSet Either(TextSet a, TextSet b)
    {
        if (ReferenceEquals(a, b))
        {
            return a;
        }

        var common = 0;
        while (common < a.Prefix.Length && common < b.Prefix.Length && a.Prefix[common] == b.Prefix[common])
        {
            common++;
        }

        var values = a.Values is null || b.Values is null ? null : a.Values.Union(b.Values, StringComparer.Ordinal).ToList();
        var isKnown = values is { Count: <= MaxValues };
        var patterns = a.Globs.Union(b.Globs, StringComparer.Ordinal).ToList();
        return new TextSet
        {
            Values = isKnown ? values : null,
            Patterns = isKnown ? [] : patterns.Count <= MaxValues ? patterns : [GlobPattern.Anything],
            Prefix = a.Prefix[..common],
            IsNumber = a.IsNumber && b.IsNumber,
        };
    }

    /// <summary>One after the other.</summary>
    public static TextSet Join(TextSet a, TextSet b)
    {
        if (a.Values is [""])
        {
            return b;
        }

        if (b.Values is [""])
        {
            return a;
        }

        if (a.Longest + b.Longest > MaxLength)
        {
            return new TextSet { Patterns = [GlobPattern.Anything], Prefix = a.Prefix };
        }

        if (a.Values is not null && b.Values is not null && a.Values.Count * b.Values.Count <= MaxValues)
        {
            var values = a.Values.SelectMany(x => b.Values.Select(y => x + y)).ToList();
            return values.Count == 1
                ? Of(values[0])
                : new TextSet
                {
                    Values = values,
                    Prefix = a.Values.Count == 1 ? a.Values[0] + b.Prefix : a.Prefix,
                    IsNumber = values.All(IsInteger),
                };
        }

        var (left, right) = (a.Globs, b.Globs);
        var patterns = left.Count * right.Count <= MaxValues
            ? left.SelectMany(x => right.Select(y => x + y)).ToList()
            : [GlobPattern.Anything];
        return new TextSet
        {
            Patterns = patterns,
            Prefix = a.Values is [var one] ? one + b.Prefix : a.Prefix,
        };
    }

    /// <summary>The units of work that looking at every text takes.</summary>
    public long Work
    {
        get
        {
            var work = 0L;
            foreach (var text in Values ?? Patterns)
            {
                work += 20 + text.Length;
            }

            return work;
        }
    }

    /// <summary>The length of the longest text that describes it.</summary>
    public int Longest
    {
        get
        {
            var longest = Prefix.Length;
            foreach (var text in Values ?? Patterns)
            {
                longest = Math.Max(longest, text.Length);
            }

            return longest;
        }
    }

    /// <summary>Patterns that cover every value.</summary>
    private IReadOnlyList<string> Globs => Values is null ? Patterns : [.. Values.Select(GlobPattern.Quote)];

    private static bool IsInteger(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text.AsSpan();
        return digits.Length is > 0 and < 19 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}

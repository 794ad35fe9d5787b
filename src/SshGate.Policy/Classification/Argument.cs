namespace SshGate.Policy.Classification;

/// <summary>A word after expansion, as far as it is known.</summary>
internal sealed record Argument(SourceSpan Span, TextSet Content)
{
    /// <summary>Whether it may become no word or several: an unquoted expansion, a glob, a brace.</summary>
    public bool IsSplit { get; init; }

    /// <summary>Whether it is the result of an expansion, even of a known one: nobody reads it in the line.</summary>
    public bool IsComputed { get; init; }

    /// <summary>The word, when it is exactly one known text.</summary>
    public string? Text => IsSplit ? null : Content.Values is [var one] ? one : null;

    /// <summary>The units of work that looking at it takes.</summary>
    public long Work => 20 + Content.Work;

    /// <summary>Whether the command could take it for an option.</summary>
    public bool MayBeOption
    {
        get
        {
            if (Text is { } text)
            {
                return text.Length > 1 && text[0] == '-';
            }

            if (Content.Prefix.Length > 0)
            {
                return Content.Prefix[0] is '-' or '+' || IsUnsafeSplit;
            }

            if (Content.Values is { } values && !IsUnsafeSplit)
            {
                return values.Any(value => value.StartsWith('-'));
            }

            return !(Content.IsNumber && !IsSplit);
        }
    }

    /// <summary>An unquoted expansion of unknown text may become further words, which a glob behind a prefix does not.</summary>
    public bool IsUnsafeSplit { get; init; }

    /// <summary>A known word at a place.</summary>
    public static Argument Literal(SourceSpan span, string text) => new(span, TextSet.Of(text));
}

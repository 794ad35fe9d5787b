namespace SshGate.Ssh.Tests.Conformance;

/// <summary>What the suite's sshd_config asks for, as far as it is the business of a library: the first value of a keyword counts.</summary>
internal sealed class RegressConfig
{
    private readonly List<(string Keyword, string Value)> _lines = [];

    /// <param name="text">The file, behind the options of the command line.</param>
    public RegressConfig(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var end = line.AsSpan().IndexOfAny(" \t=");
            if (line[0] != '#' && end > 0)
            {
                _lines.Add((line[..end], line[end..].Trim(' ', '\t', '=').Trim('"')));
            }
        }
    }

    public string? this[string keyword] =>
        _lines.FirstOrDefault(line => Is(line.Keyword, keyword)).Value;

    public IEnumerable<string> All(string keyword) =>
        _lines.Where(line => Is(line.Keyword, keyword)).Select(line => line.Value);

    /// <summary>A comma list, or all that we have.</summary>
    public IReadOnlyList<string> Names(string keyword, IReadOnlyList<string> all) =>
        this[keyword] is { } value ? [.. value.Split(',').Intersect(all)] : all;

    /// <summary>A number of seconds, with or without its unit.</summary>
    public TimeSpan? Time(string keyword) => this[keyword] is { } value ? Seconds(value) : null;

    /// <summary>RekeyLimit: bytes, then seconds; each may be left out or "default".</summary>
    public (long? Bytes, TimeSpan? Time) RekeyLimit()
    {
        var words = this["RekeyLimit"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return (
            words.Length > 0 && words[0] != "default" ? Bytes(words[0]) : null,
            words.Length > 1 ? Seconds(words[1]) : null);
    }

    private static bool Is(string found, string keyword) => found.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Seconds(string value) => TimeSpan.FromSeconds(int.Parse(value.TrimEnd('s')));

    private static long Bytes(string value) => char.ToUpperInvariant(value[^1]) switch
    {
        'K' => long.Parse(value[..^1]) << 10,
        'M' => long.Parse(value[..^1]) << 20,
        'G' => long.Parse(value[..^1]) << 30,
        _ => long.Parse(value),
    };
}

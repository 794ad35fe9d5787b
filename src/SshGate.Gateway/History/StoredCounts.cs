namespace SshGate.Gateway.History;

/// <summary>The counts of the last hour by minutes since 1970, as one JSON column.</summary>
internal sealed record StoredCounts(
    IReadOnlyList<KeyValuePair<long, int>> Commands,
    IReadOnlyList<KeyValuePair<long, int>> Held,
    IReadOnlyList<KeyValuePair<long, int>> Rejected,
    IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<long, int>>> Rules);

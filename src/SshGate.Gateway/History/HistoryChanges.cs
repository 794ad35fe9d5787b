namespace SshGate.Gateway.History;

/// <summary>What of a principal is to be stored.</summary>
internal sealed record HistoryChanges(
    string Principal, string Name, StoredCounts Counts, long LastUsed, IReadOnlyList<TargetChanges> Targets);

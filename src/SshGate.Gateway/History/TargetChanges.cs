namespace SshGate.Gateway.History;

/// <summary>What of a principal at a target is to be stored; a value without a time falls out.</summary>
internal sealed record TargetChanges(
    TargetHistory Target,
    string? FirstConnection,
    IReadOnlyList<KeyValuePair<string, long?>> Commands,
    IReadOnlyList<KeyValuePair<UInt128, long?>> Lines);

namespace SshGate.Policy;

/// <summary>What rules want beside an answer. Every rule that fits adds to it, also the ones that did not decide.</summary>
public sealed record VerdictSettings
{
    /// <summary>Nothing special.</summary>
    public static VerdictSettings None { get; } = new();

    /// <summary>Names of detectors whose findings are masked in output, beyond those that always are.</summary>
    public IReadOnlyList<string> Mask { get; init; } = [];

    /// <summary>Names of channels that are told.</summary>
    public IReadOnlyList<string> Notify { get; init; } = [];

    /// <summary>Whether standard input is recorded; null when no rule says.</summary>
    public bool? RecordInput { get; init; }

    /// <summary>What an operation that needs approval does to a client that cannot well wait.</summary>
    public WaitMode Wait { get; init; }
}

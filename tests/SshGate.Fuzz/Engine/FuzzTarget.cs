namespace SshGate.Fuzz.Engine;

/// <summary>Something that takes bytes of a peer or of a file, with the law that it keeps for any of them.</summary>
internal sealed record FuzzTarget
{
    public required string Name { get; init; }

    /// <summary>Valid inputs to start from.</summary>
    public required Func<IEnumerable<byte[]>> Seeds { get; init; }

    /// <summary>
    /// Takes one input, which is its own to change. A refusal is one of the two exceptions that parsers may throw; every
    /// other exception is a finding, <see cref="BrokenLawException"/> included.
    /// </summary>
    public required Action<byte[]> Run { get; init; }

    /// <summary>Words of the grammar, to be put in anywhere.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether inputs are lists of messages (<see cref="Frames"/>): they are mutated as such, too.</summary>
    public bool HasFrames { get; init; }

    /// <summary>Whether other threads take part. Then the order of blocks says nothing, and all allocations count.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary>Inputs of the short pass: about a second's worth.</summary>
    public int ShortPass { get; init; } = 15_000;

    public int MaxLength { get; init; } = 8 * 1024;

    /// <summary>What one input may cost of the processor; the first try compiles code, so there are three.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Bytes that one input may allocate, beside 64 per byte of its own: an object for each of its smallest fields. A parser
    /// that believes a length of 4 GiB, or of one packet, shows.
    /// </summary>
    public long MaxAllocation { get; init; } = 64 * 1024;
}

namespace SshGate.Policy;

/// <summary>A piece of the source: byte offset and length. Spans are exact, so a screen can show what a reason is about.</summary>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The offset of the first byte after the piece.</summary>
    public int End => Start + Length;

    /// <summary>The piece from one offset up to, not including, another.</summary>
    public static SourceSpan Between(int start, int end) => new(start, end - start);

    /// <inheritdoc/>
    public override string ToString() => $"{Start}..{End}";
}

namespace SshGate.Policy.Parsing;

/// <summary>Ends a parse; caught where it began and turned into a <see cref="ParseError"/> or an opaque node.</summary>
internal sealed class ShellSyntaxException(string message, int offset, bool isUnfinished) : Exception(message)
{
    /// <summary>Whether more text behind the end of this one could make it right.</summary>
    public bool IsUnfinished { get; } = isUnfinished;

    /// <summary>Where, as a byte offset into the source.</summary>
    public int Offset { get; } = offset;
}

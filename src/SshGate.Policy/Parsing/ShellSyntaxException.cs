namespace SshGate.Policy.Parsing;

/// <summary>Ends a parse; caught where it began and turned into a <see cref="ParseError"/> or an opaque node.</summary>
internal sealed class ShellSyntaxException(string message, int offset) : Exception(message)
{
    /// <summary>Where, as a byte offset into the source.</summary>
    public int Offset { get; } = offset;
}

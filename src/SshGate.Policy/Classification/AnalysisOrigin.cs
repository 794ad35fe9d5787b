using System.Security.Cryptography;

namespace SshGate.Policy.Classification;

/// <summary>What an analysis was made from. The input belongs to the caller, who may write into it: its digest is kept.</summary>
internal sealed class AnalysisOrigin(CommandLine line, CommandTable table, ReadOnlyMemory<byte>? input)
{
    private readonly byte[] _input = Digest(input);

    /// <summary>Whether an analysis made from these would come out the same.</summary>
    public bool Is(CommandLine otherLine, CommandTable otherTable, ReadOnlyMemory<byte>? otherInput) =>
        ReferenceEquals(line, otherLine)
        && ReferenceEquals(table, otherTable)
        && _input.AsSpan().SequenceEqual(Digest(otherInput));

    private static byte[] Digest(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? SHA256.HashData(some.Span) : [];
}

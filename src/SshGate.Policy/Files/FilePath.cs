using SshGate.Policy.Parsing;

namespace SshGate.Policy.Files;

/// <summary>A path as the bytes that go to the target. Immutable; equal when the bytes are.</summary>
public sealed class FilePath : IEquatable<FilePath>
{
    private readonly byte[] _bytes;

    /// <summary>Copies the bytes.</summary>
    public FilePath(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        var strict = SourceText.DecodeStrict(bytes);
        Text = strict ?? SourceText.Decode(SourceText.FromBytes(bytes));
        IsPlain = strict is { Length: > 0 } && !CanonicalWords.HasUnsafeCharacter(strict);
    }

    /// <summary>A path given as text.</summary>
    public static FilePath Of(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>For rules: the text, with U+FFFD where the bytes are none. Not for showing: see <see cref="ToString"/>.</summary>
    public string Text { get; }

    /// <summary>UTF-8 without characters that a person cannot see or that a terminal obeys.</summary>
    public bool IsPlain { get; }

    /// <inheritdoc/>
    public bool Equals(FilePath? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FilePath);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>The path as a shell word of printable characters: another path gives another word.</summary>
    public override string ToString() => CanonicalWords.Quote(_bytes);
}

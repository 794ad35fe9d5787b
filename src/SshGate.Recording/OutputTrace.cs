using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace SshGate.Recording;

/// <summary>
/// One stream's bytes on their way to recorded text: the one place where that happens, and so the place where masking
/// belongs, in front of <see cref="Write"/>. A character that is split between two writes is carried to the next; what is
/// not UTF-8 is shown as U+FFFD. Whenever the text alone would not give the bytes back, an event with the exact bytes
/// goes directly before it, so nothing a program wrote is lost. Not thread-safe.
/// </summary>
internal sealed class OutputTrace(Action<string, ReadOnlySpan<byte>> emit) : IDisposable
{
    private const int MaxUtf8Length = 4;

    /// <summary>
    /// From one NUL in so many bytes, the text goes without them: they show nothing on any screen, and as text each is six bytes of file.
    /// </summary>
    private const int FewBytesPerNul = 16;

    private static readonly byte[] ReplacementText = [0xEF, 0xBF, 0xBD];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _partial = new byte[MaxUtf8Length];
    private int _partialLength;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>True if the last character is not complete.</summary>
    public bool HasPartial => _partialLength > 0;

    /// <summary>SHA-256 of them.</summary>
    public string Hash => "sha256:" + Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        _hash.AppendData(bytes);
        while (_partialLength > 0 && !bytes.IsEmpty)
        {
            bytes = bytes[Complete(bytes)..];
        }

        var rest = LengthOfSplitCharacter(bytes);
        var whole = bytes[..^rest];
        if (Utf8.IsValid(whole))
        {
            EmitText(whole);
        }
        else
        {
            EmitReplaced(whole);
        }

        if (rest > 0)
        {
            EmitExact(bytes[^rest..], []);
            bytes[^rest..].CopyTo(_partial);
            _partialLength = rest;
        }
    }

    /// <summary>The stream has ended: a split character stays split.</summary>
    public void End()
    {
        if (HasPartial)
        {
            _partialLength = 0;
            EmitExact([], ReplacementText);
        }
    }

    public void Dispose() => _hash.Dispose();

    // Tries to complete the carried character; returns how many of the new bytes were used.
    private int Complete(ReadOnlySpan<byte> bytes)
    {
        var carried = _partialLength;
        var fresh = Math.Min(MaxUtf8Length - carried, bytes.Length);
        Span<byte> character = stackalloc byte[MaxUtf8Length];
        _partial.AsSpan(0, carried).CopyTo(character);
        bytes[..fresh].CopyTo(character[carried..]);
        character = character[..(carried + fresh)];
        switch (Rune.DecodeFromUtf8(character, out _, out var length))
        {
            case OperationStatus.Done:
                _partialLength = 0;
                EmitExact(bytes[..(length - carried)], character[..length]);
                return length - carried;
            case OperationStatus.NeedMoreData:
                EmitExact(bytes[..fresh], []);
                character.CopyTo(_partial);
                _partialLength = character.Length;
                return fresh;
            default:
                // The carried bytes begin no character after all; the new ones are looked at afresh.
                _partialLength = 0;
                EmitExact([], ReplacementText);
                return 0;
        }
    }

    private void EmitText(ReadOnlySpan<byte> text)
    {
        var nuls = text.Count((byte)0);
        if (nuls * FewBytesPerNul > text.Length)
        {
            var shown = ArrayPool<byte>.Shared.Rent(text.Length);
            EmitExact(text, shown.AsSpan(0, CopyWithoutNul(text, shown)));
            ArrayPool<byte>.Shared.Return(shown, clearArray: true);
        }
        else if (!text.IsEmpty)
        {
            emit(EventCodes.Output, text);
        }
    }

    private static int CopyWithoutNul(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var length = 0;
        while (true)
        {
            var start = text.IndexOfAnyExcept((byte)0);
            if (start < 0)
            {
                return length;
            }

            text = text[start..];
            var end = text.IndexOf((byte)0);
            end = end < 0 ? text.Length : end;
            text[..end].CopyTo(to[length..]);
            length += end;
            text = text[end..];
        }
    }

    // Bytes that are not all UTF-8; each wrong sequence is shown as one U+FFFD, as every terminal does.
    private void EmitReplaced(ReadOnlySpan<byte> bytes)
    {
        var characters = ArrayPool<char>.Shared.Rent(bytes.Length);
        var text = ArrayPool<byte>.Shared.Rent(ReplacementText.Length * bytes.Length);
        Utf8.ToUtf16(bytes, characters, out _, out var length);
        Utf8.FromUtf16(characters.AsSpan(0, length), text, out _, out var textLength);
        EmitExact(bytes, text.AsSpan(0, textLength));
        ArrayPool<byte>.Shared.Return(text, clearArray: true);
        ArrayPool<char>.Shared.Return(characters, clearArray: true);
    }

    private void EmitExact(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text)
    {
        var code = ArrayPool<byte>.Shared.Rent(ExactBytes.MaxLength(bytes.Length));
        emit(EventCodes.Bytes, code.AsSpan(0, ExactBytes.Write(bytes, code)));
        ArrayPool<byte>.Shared.Return(code, clearArray: true);
        emit(EventCodes.Output, text);
    }

    private static int LengthOfSplitCharacter(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeLastFromUtf8(bytes, out _, out var length) == OperationStatus.NeedMoreData ? length : 0;
}

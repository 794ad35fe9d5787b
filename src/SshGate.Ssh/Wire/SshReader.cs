using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SshGate.Ssh.Wire;

/// <summary>
/// Reads the data types of RFC 4251 §5 from one complete message. Every read either succeeds or throws
/// <see cref="SshProtocolException"/>, and a length is compared with the bytes left before anything is allocated.
/// Spans that are handed out point into the message and live as long as it does.
/// </summary>
internal ref struct SshReader(ReadOnlySpan<byte> message)
{
    /// <summary>RFC 4251 §6: a name is at most 64 characters long.</summary>
    public const int MaxNameLength = 64;

    /// <summary>
    /// More than four times the longest list seen (OpenSSH 10 offers about 50 public key algorithms);
    /// it stops a 35000-byte packet from becoming 17000 strings.
    /// </summary>
    public const int MaxNames = 256;

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // RFC 4251 §6: printable US-ASCII; in names neither comma nor space.
    private static readonly SearchValues<byte> AsciiBytes = SearchValues.Create(Range(' ', '~', except: []));
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(Range('!', '~', except: ","u8));

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The bytes not read so far.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The number of bytes not read so far.</summary>
    public readonly int Remaining => _rest.Length;

    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>RFC 4251 §5: every value but 0 is TRUE.</summary>
    public bool ReadBoolean() => ReadByte() != 0;

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(ReadBytes(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(ReadBytes(sizeof(ulong)));

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _rest.Length)
        {
            throw Malformed("The message is shorter than its fields.");
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    public ReadOnlySpan<byte> ReadString()
    {
        var length = ReadUInt32();
        if (length > (uint)_rest.Length)
        {
            throw Malformed("A string is longer than the message that holds it.");
        }

        return ReadBytes((int)length);
    }

    /// <summary>A string of valid UTF-8 of at most <paramref name="maxBytes"/> bytes.</summary>
    public string ReadText(int maxBytes)
    {
        var bytes = ReadCapped(maxBytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "A text is not valid UTF-8.", e);
        }
    }

    /// <summary>A string of printable US-ASCII (space included) of at most <paramref name="maxBytes"/> bytes.</summary>
    public string ReadAscii(int maxBytes)
    {
        var bytes = ReadCapped(maxBytes);
        return bytes.ContainsAnyExcept(AsciiBytes)
            ? throw Malformed("A name is not printable US-ASCII.")
            : Encoding.ASCII.GetString(bytes);
    }

    /// <summary>
    /// A multiple precision integer as its magnitude, big-endian, without leading zero; zero is empty.
    /// Negative numbers and encodings that are not the shortest are refused, so that a value has one encoding only.
    /// </summary>
    public ReadOnlySpan<byte> ReadMpint() => Magnitude(ReadString());

    /// <summary>The same for the contents of the field, that is, without the length.</summary>
    public static ReadOnlySpan<byte> Magnitude(ReadOnlySpan<byte> mpint)
    {
        if (mpint.IsEmpty)
        {
            return mpint;
        }

        if ((mpint[0] & 0x80) != 0)
        {
            throw Malformed("An integer is negative.");
        }

        if (mpint[0] != 0)
        {
            return mpint;
        }

        return mpint.Length > 1 && (mpint[1] & 0x80) != 0
            ? mpint[1..]
            : throw Malformed("An integer is not in its shortest form.");
    }

    /// <summary>
    /// RFC 4251 §5 name-list: names separated by commas; an empty list is legal. An empty name is not, but libssh 0.10 ends
    /// its list of ciphers with a comma: it names nothing, so it is left out, as OpenSSH does.
    /// </summary>
    public string[] ReadNameList()
    {
        var bytes = ReadString();
        if (bytes.IsEmpty)
        {
            return [];
        }

        var count = bytes.Count((byte)',') + 1;
        if (count > MaxNames)
        {
            throw Malformed("A name list has too many names.");
        }

        var names = new List<string>(count);
        foreach (var range in bytes.Split((byte)','))
        {
            if (!bytes[range].IsEmpty)
            {
                names.Add(Name(bytes[range]));
            }
        }

        return [.. names];
    }

    /// <summary>States that the message ends here.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw Malformed("The message is longer than its fields.");
        }
    }

    private static string Name(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxNameLength || name.ContainsAnyExcept(NameBytes))
        {
            throw Malformed("A name list holds a malformed name.");
        }

        return Encoding.ASCII.GetString(name);
    }

    private static SshProtocolException Malformed(string message) => new(DisconnectReason.ProtocolError, message);

    private static byte[] Range(char first, char last, ReadOnlySpan<byte> except)
    {
        var bytes = new List<byte>();
        for (var value = (byte)first; value <= (byte)last; value++)
        {
            if (!except.Contains(value))
            {
                bytes.Add(value);
            }
        }

        return [.. bytes];
    }

    private ReadOnlySpan<byte> ReadCapped(int maxBytes)
    {
        var bytes = ReadString();
        return bytes.Length > maxBytes ? throw Malformed("A text is longer than allowed.") : bytes;
    }
}

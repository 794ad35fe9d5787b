using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SshGate.Ssh.Wire;

/// <summary>
/// Writes the data types of RFC 4251 §5 straight into a buffer writer, which the caller owns and flushes.
/// It writes only what <see cref="SshReader"/> accepts: text is valid UTF-8, names are printable US-ASCII.
/// </summary>
internal readonly struct SshWriter(IBufferWriter<byte> output)
{
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes that <paramref name="write"/> writes; not for secrets, whose buffers must be wiped.</summary>
    public static byte[] ToArray(Action<SshWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new SshWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    public void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void WriteMessageId(MessageId value) => WriteByte((byte)value);

    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(sizeof(uint)), value);
        output.Advance(sizeof(uint));
    }

    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(output.GetSpan(sizeof(ulong)), value);
        output.Advance(sizeof(ulong));
    }

    /// <summary>Bytes without a length.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => output.Write(value);

    public void WriteString(ReadOnlySpan<byte> value)
    {
        WriteUInt32((uint)value.Length);
        output.Write(value);
    }

    public void WriteText(string value)
    {
        var length = StrictUtf8.GetByteCount(value);
        WriteUInt32((uint)length);
        var span = output.GetSpan(length);
        StrictUtf8.GetBytes(value, span);
        output.Advance(length);
    }

    /// <summary>A non-negative integer from its big-endian magnitude; leading zeros are allowed and left out.</summary>
    public void WriteMpint(ReadOnlySpan<byte> magnitude)
    {
        var digits = magnitude.TrimStart((byte)0);
        var needsZero = !digits.IsEmpty && (digits[0] & 0x80) != 0;
        WriteUInt32((uint)digits.Length + (needsZero ? 1u : 0u));
        if (needsZero)
        {
            WriteByte(0);
        }

        output.Write(digits);
    }

    public void WriteNameList(params IReadOnlyList<string> names) => WriteText(string.Join(',', names));
}

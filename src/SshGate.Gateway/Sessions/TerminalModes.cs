using System.Buffers.Binary;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The terminal modes that every target gets (RFC 4254 §8). The client's own are not passed on: with another end-of-line or
/// kill character, what is typed would not be what it seems (catalogue A6).
/// </summary>
internal static class TerminalModes
{
    private const byte OpcodeInputSpeed = 128;
    private const byte OpcodeOutputSpeed = 129;
    private const byte OpcodeEnd = 0;

    /// <summary>Only the speeds; everything else stays at the target's sane defaults.</summary>
    public static ReadOnlyMemory<byte> Fixed { get; } = Encode();

    private static byte[] Encode()
    {
        var bytes = new byte[11];
        bytes[0] = OpcodeInputSpeed;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), 38400);
        bytes[5] = OpcodeOutputSpeed;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(6), 38400);
        bytes[10] = OpcodeEnd;
        return bytes;
    }
}

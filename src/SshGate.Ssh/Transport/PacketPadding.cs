using System.Security.Cryptography;

namespace SshGate.Ssh.Transport;

/// <summary>Random padding (RFC 4253 §6). One call of the generator fills many packets, since it costs more than a packet's padding.</summary>
internal static class PacketPadding
{
    private const int BlockLength = 4096;

    [ThreadStatic]
    private static byte[]? _block;

    [ThreadStatic]
    private static int _next;

    public static void Fill(Span<byte> padding)
    {
        if (_block is null || _next + padding.Length > BlockLength)
        {
            _block ??= new byte[BlockLength];
            RandomNumberGenerator.Fill(_block);
            _next = 0;
        }

        _block.AsSpan(_next, padding.Length).CopyTo(padding);
        _next += padding.Length;
    }
}

using System.Security.Cryptography;

namespace SshGate.Ssh.Transport;

/// <summary>Random padding (RFC 4253 §6). One call of the generator fills many packets, since it costs more than a packet's padding.</summary>
internal static class PacketPadding
{
    private const int BlockLength = 4096;

    [ThreadStatic]
    private static byte[]? t_block;

    [ThreadStatic]
    private static int t_next;

    public static void Fill(Span<byte> padding)
    {
        if (t_block is null || t_next + padding.Length > BlockLength)
        {
            t_block ??= new byte[BlockLength];
            RandomNumberGenerator.Fill(t_block);
            t_next = 0;
        }

        t_block.AsSpan(t_next, padding.Length).CopyTo(padding);
        t_next += padding.Length;
    }
}

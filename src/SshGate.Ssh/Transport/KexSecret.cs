using System.Security.Cryptography;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// K as it enters the exchange hash and the key schedule. The result does not move in memory, so that wiping it leaves no
/// copy behind; the caller does that.
/// </summary>
internal static class KexSecret
{
    /// <summary>K of RFC 4253 §8, RFC 5656 §4 and RFC 8731 §3.1: an mpint. The secret is wiped.</summary>
    public static byte[] TakeMpint(byte[] secret)
    {
        using var buffer = new SecretBufferWriter(secret.Length + 5);
        new SshWriter(buffer).WriteMpint(secret);
        CryptographicOperations.ZeroMemory(secret);
        return Copy(buffer);
    }

    /// <summary>K of the hybrid methods: a string.</summary>
    public static byte[] EncodeString(ReadOnlySpan<byte> secret)
    {
        using var buffer = new SecretBufferWriter(secret.Length + 4);
        new SshWriter(buffer).WriteString(secret);
        return Copy(buffer);
    }

    private static byte[] Copy(SecretBufferWriter buffer)
    {
        var encoded = GC.AllocateUninitializedArray<byte>(buffer.WrittenSpan.Length, pinned: true);
        buffer.WrittenSpan.CopyTo(encoded);
        return encoded;
    }
}

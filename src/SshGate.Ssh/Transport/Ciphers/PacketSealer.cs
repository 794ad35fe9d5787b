namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>
/// Protects outgoing packets of one direction for the life of one key (RFC 4253 §6). Not thread-safe: one writer.
/// It owns copies of its keys inside the cipher contexts and gives them up on dispose.
/// </summary>
internal abstract class PacketSealer : IDisposable
{
    /// <summary>The padding makes packets a multiple of this (RFC 4253 §6: never under 8).</summary>
    public abstract int BlockSize { get; }

    /// <summary>The bytes that follow the packet: MAC or AEAD tag.</summary>
    public abstract int TagSize { get; }

    /// <summary>
    /// Whether the four length bytes count for the padding's alignment; they do not where the length stands
    /// outside the cipher of the payload: RFC 5647 §7.2, OpenSSH PROTOCOL 1.5 (encrypt-then-MAC) and chacha20-poly1305.
    /// </summary>
    public abstract bool LengthIsSealed { get; }

    /// <summary>
    /// Encrypts a packet (length, padding length, payload, padding) in place and writes its tag.
    /// </summary>
    public abstract void Seal(uint sequence, Span<byte> packet, Span<byte> tag);

    /// <summary>Frees the cipher contexts and the keys in them.</summary>
    public abstract void Dispose();
}

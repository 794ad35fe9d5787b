namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>
/// Opens incoming packets of one direction for the life of one key (RFC 4253 §6). Not thread-safe: one reader.
/// Per packet: <see cref="ReadLength"/> at most once, then <see cref="Open"/>. After a failure the connection has
/// to end.
/// </summary>
internal abstract class PacketOpener : IDisposable
{
    /// <summary>What is encrypted is a multiple of this (RFC 4253 §6: never under 8).</summary>
    public abstract int BlockSize { get; }

    /// <summary>The bytes that follow the packet: MAC or AEAD tag.</summary>
    public abstract int TagSize { get; }

    /// <summary>
    /// Whether the four length bytes count for the padding's alignment; see <see cref="PacketSealer"/>.
    /// </summary>
    public abstract bool LengthIsSealed { get; }

    /// <summary>The bytes needed before the length is known.</summary>
    public virtual int PrefixSize => sizeof(uint);

    /// <summary>
    /// The packet_length field from the first <see cref="PrefixSize"/> bytes, which stay as they are.
    /// The value is not authenticated yet: check it against the limits before waiting for that many bytes.
    /// </summary>
    public abstract uint ReadLength(uint sequence, ReadOnlySpan<byte> prefix);

    /// <summary>
    /// Checks the tag and decrypts the packet (4 + length bytes, as received) in place. False is the one answer for
    /// every failure; the packet's bytes are then meaningless.
    /// </summary>
    public abstract bool Open(uint sequence, Span<byte> packet, ReadOnlySpan<byte> tag);

    /// <summary>Frees the cipher contexts and the keys in them.</summary>
    public abstract void Dispose();
}

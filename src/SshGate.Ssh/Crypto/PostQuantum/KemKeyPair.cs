namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>The receiving side of a <see cref="Kem"/>; disposing wipes it.</summary>
internal abstract class KemKeyPair(byte[] publicKey) : IDisposable
{
    public byte[] PublicKey { get; } = publicKey;

    /// <summary>
    /// The secret in a ciphertext of the right size. One that was tampered with gives another secret and no error: an
    /// error would answer an attacker's question about the key.
    /// </summary>
    /// <param name="ciphertext">From the peer.</param>
    /// <param name="secret">Gets <see cref="Kem.SecretSize"/> bytes, which the caller wipes.</param>
    public abstract void Decapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> secret);

    public abstract void Dispose();
}

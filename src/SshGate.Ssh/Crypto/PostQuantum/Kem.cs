namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>A key encapsulation mechanism: who has the public key sends a ciphertext, and both then know a secret.</summary>
internal abstract class Kem
{
    /// <summary>The bytes of a shared secret, the same for all that SSH uses.</summary>
    public const int SecretSize = 32;

    /// <summary>The bytes of a public key, exactly.</summary>
    public abstract int PublicKeySize { get; }

    /// <summary>The bytes of a ciphertext, exactly.</summary>
    public abstract int CiphertextSize { get; }

    /// <summary>A new key pair.</summary>
    public abstract KemKeyPair GenerateKeyPair();

    /// <summary>Makes a new secret for the owner of <paramref name="publicKey"/>.</summary>
    /// <param name="publicKey">Of <see cref="PublicKeySize"/> bytes, from the peer.</param>
    /// <param name="ciphertext">Gets <see cref="CiphertextSize"/> bytes for the peer.</param>
    /// <param name="secret">Gets <see cref="SecretSize"/> bytes, which the caller wipes.</param>
    /// <exception cref="SshProtocolException">The key is not acceptable.</exception>
    public abstract void Encapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> secret);

    /// <summary>The refusal of a public key.</summary>
    protected static SshProtocolException RefusedKey(Exception? inner = null) =>
        new(DisconnectReason.KeyExchangeFailed, "The peer's encapsulation key is not acceptable.", inner);
}

using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>sntrup761, the post-quantum half of what OpenSSH 9.0 to 9.8 prefer.</summary>
internal sealed class Sntrup761Kem : Kem
{
    public override int PublicKeySize => Sntrup761.PublicKeySize;

    public override int CiphertextSize => Sntrup761.CiphertextSize;

    public override KemKeyPair GenerateKeyPair() => new KeyPair();

    public override void Encapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> secret)
    {
        if (publicKey.Length != PublicKeySize)
        {
            throw RefusedKey();
        }

        Sntrup761.Encapsulate(RandomNumberGenerator.Fill, publicKey, ciphertext, secret);
    }

    private sealed class KeyPair : KemKeyPair
    {
        // Pinned, or the collector would leave copies behind when it moves the array.
        private readonly byte[] _privateKey =
            GC.AllocateUninitializedArray<byte>(Sntrup761.PrivateKeySize, pinned: true);

        public KeyPair()
            : base(new byte[Sntrup761.PublicKeySize])
        {
            Sntrup761.GenerateKey(RandomNumberGenerator.Fill, PublicKey, _privateKey);
        }

        public override void Decapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> secret)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(ciphertext.Length, Sntrup761.CiphertextSize, nameof(ciphertext));
            Sntrup761.Decapsulate(_privateKey, ciphertext, secret);
        }

        public override void Dispose() => CryptographicOperations.ZeroMemory(_privateKey);
    }
}

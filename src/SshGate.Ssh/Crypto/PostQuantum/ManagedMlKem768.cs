using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>ML-KEM-768 of our own, for an OpenSSL that has none (before 3.5).</summary>
internal sealed class ManagedMlKem768 : Kem
{
    public override int PublicKeySize => MlKem768.EncapsulationKeySize;

    public override int CiphertextSize => MlKem768.CiphertextSize;

    public override KemKeyPair GenerateKeyPair()
    {
        Span<byte> seeds = stackalloc byte[2 * MlKem768.SeedSize];
        RandomNumberGenerator.Fill(seeds);
        try
        {
            return new KeyPair(seeds[..MlKem768.SeedSize], seeds[MlKem768.SeedSize..]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seeds);
        }
    }

    public override void Encapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> secret)
    {
        if (publicKey.Length != PublicKeySize || !MlKemEncryption.IsReduced(publicKey))
        {
            throw RefusedKey();
        }

        Span<byte> message = stackalloc byte[MlKemEncryption.MessageSize];
        RandomNumberGenerator.Fill(message);
        try
        {
            MlKem768.Encapsulate(publicKey, message, ciphertext, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(message);
        }
    }

    private sealed class KeyPair : KemKeyPair
    {
        // Pinned, or the collector would leave copies behind when it moves the array.
        private readonly byte[] _decapsulationKey =
            GC.AllocateUninitializedArray<byte>(MlKem768.DecapsulationKeySize, pinned: true);

        public KeyPair(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> rejectionSeed)
            : base(new byte[MlKem768.EncapsulationKeySize])
        {
            MlKem768.GenerateKey(seed, rejectionSeed, PublicKey, _decapsulationKey);
        }

        public override void Decapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> secret)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(ciphertext.Length, MlKem768.CiphertextSize, nameof(ciphertext));
            MlKem768.Decapsulate(_decapsulationKey, ciphertext, secret);
        }

        public override void Dispose() => CryptographicOperations.ZeroMemory(_decapsulationKey);
    }
}

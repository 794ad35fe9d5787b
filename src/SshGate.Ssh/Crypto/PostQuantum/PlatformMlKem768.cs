using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>ML-KEM-768 of the base class library, which has it where the platform does (OpenSSL 3.5).</summary>
internal sealed class PlatformMlKem768 : Kem
{
    public static bool IsSupported => MLKem.IsSupported;

    public override int PublicKeySize => MlKem768.EncapsulationKeySize;

    public override int CiphertextSize => MlKem768.CiphertextSize;

    public override KemKeyPair GenerateKeyPair() => new KeyPair(MLKem.GenerateKey(MLKemAlgorithm.MLKem768));

    public override void Encapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> secret)
    {
        // The check of §7.2 is repeated here, so that it does not depend on which library is underneath.
        if (publicKey.Length != PublicKeySize || !MlKemEncryption.IsReduced(publicKey))
        {
            throw RefusedKey();
        }

        try
        {
            using var key = MLKem.ImportEncapsulationKey(MLKemAlgorithm.MLKem768, publicKey);
            key.Encapsulate(ciphertext, secret);
        }
        catch (CryptographicException e)
        {
            throw RefusedKey(e);
        }
    }

    private sealed class KeyPair(MLKem key) : KemKeyPair(key.ExportEncapsulationKey())
    {
        public override void Decapsulate(ReadOnlySpan<byte> ciphertext, Span<byte> secret) =>
            key.Decapsulate(ciphertext, secret);

        public override void Dispose() => key.Dispose();
    }
}

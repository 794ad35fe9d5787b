using System.Security.Cryptography;
using MlKem = SshGate.Ssh.Crypto.PostQuantum.MlKem768;
using Sntrup = SshGate.Ssh.Crypto.PostQuantum.Sntrup761;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// Published examples of key encapsulation; each method says whether this machine gets the same result. Keys and
/// ciphertexts are given by a hash, since they are long.
/// </summary>
internal static class KnownEncapsulations
{
    /// <summary>The first of NIST's known answers, as OpenSSH's test_mlkem.c has it, and the refusal of another ciphertext.</summary>
    public static bool MlKem768()
    {
        var seeds = Hex(
            "7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d" +
            "8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f");
        var publicKey = new byte[MlKem.EncapsulationKeySize];
        var privateKey = new byte[MlKem.DecapsulationKeySize];
        var ciphertext = new byte[MlKem.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        var received = new byte[Kem.SecretSize];
        MlKem.GenerateKey(seeds.AsSpan(0, 32), seeds.AsSpan(32), publicKey, privateKey);
        MlKem.Encapsulate(
            publicKey, Hex("147c03f7a5bebba406c8fae1874d7f13c80efe79a3a9a874cc09fe76f6997615"), ciphertext, secret);
        MlKem.Decapsulate(privateKey, ciphertext, received);
        var right = HashIs(publicKey, "f57262661358cde8d3ebf990e5fd1d5b896c992ccfaadb5256b68bbf5943b132")
            && HashIs(privateKey, "7deef44965b03d76de543ad6ef9e74a2772fa5a9fa0e761120dac767cf0152ef")
            && HashIs(ciphertext, "6e777e2cf8054659136a971d9e70252f301226930c19c470ee0688163a63c15b")
            && Is(secret, "e7184a0975ee3470878d2d159ec83129c8aec253d4ee17b4810311d198cd0368")
            && received.AsSpan().SequenceEqual(secret)
            && (!PlatformMlKem768.IsSupported || PlatformAgrees(seeds, publicKey, ciphertext, secret));

        ciphertext[0] ^= 1;
        MlKem.Decapsulate(privateKey, ciphertext, received);
        return right && received.AsSpan().SequenceEqual(Shake256.HashData([.. seeds[32..], .. ciphertext], received.Length));
    }

    /// <summary>
    /// One run with SHAKE-128 of nothing as random bytes, the refusal of another ciphertext included; the expected hash of
    /// keys, ciphertext and both secrets is from OpenSSH's sntrup761.c.
    /// </summary>
    public static bool Sntrup761()
    {
        var stream = Shake128.HashData([], 11_000);
        var position = 0;
        RandomSource random = bytes =>
        {
            if (bytes.Length > stream.Length - position)
            {
                throw new CryptographicException("A known answer took more random bytes than it does.");
            }

            stream.AsSpan(position, bytes.Length).CopyTo(bytes);
            position += bytes.Length;
        };
        var publicKey = new byte[Sntrup.PublicKeySize];
        var privateKey = new byte[Sntrup.PrivateKeySize];
        var ciphertext = new byte[Sntrup.CiphertextSize];
        var otherCiphertext = new byte[Sntrup.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        var received = new byte[Kem.SecretSize];
        var refused = new byte[Kem.SecretSize];
        Sntrup.GenerateKey(random, publicKey, privateKey);
        Sntrup.Encapsulate(random, publicKey, ciphertext, secret);
        Sntrup.Decapsulate(privateKey, ciphertext, received);
        random(otherCiphertext);
        Sntrup.Decapsulate(privateKey, otherCiphertext, refused);
        return received.AsSpan().SequenceEqual(secret) && Is(
            SHA256.HashData([.. publicKey, .. privateKey, .. ciphertext, .. secret, .. refused]),
            "9d3dab6d7e0aa06be4dba3a60257430d06013e20cf93dedc40ccf436c645447d");
    }

    private static bool PlatformAgrees(byte[] seeds, byte[] publicKey, byte[] ciphertext, byte[] secret)
    {
        using var key = MLKem.ImportPrivateSeed(MLKemAlgorithm.MLKem768, seeds);
        return key.ExportEncapsulationKey().AsSpan().SequenceEqual(publicKey)
            && key.Decapsulate(ciphertext).AsSpan().SequenceEqual(secret);
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private static bool Is(ReadOnlySpan<byte> value, string expected) => value.SequenceEqual(Hex(expected));

    private static bool HashIs(ReadOnlySpan<byte> value, string expected) => Is(SHA3_256.HashData(value), expected);
}

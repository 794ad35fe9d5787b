using System.Security.Cryptography;
using Algorithm = SshGate.Ssh.Crypto.PostQuantum.MlKem768;

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
        var publicKey = new byte[Algorithm.EncapsulationKeySize];
        var privateKey = new byte[Algorithm.DecapsulationKeySize];
        var ciphertext = new byte[Algorithm.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        var received = new byte[Kem.SecretSize];
        Algorithm.GenerateKey(seeds.AsSpan(0, 32), seeds.AsSpan(32), publicKey, privateKey);
        Algorithm.Encapsulate(
            publicKey, Hex("147c03f7a5bebba406c8fae1874d7f13c80efe79a3a9a874cc09fe76f6997615"), ciphertext, secret);
        Algorithm.Decapsulate(privateKey, ciphertext, received);
        var right = HashIs(publicKey, "f57262661358cde8d3ebf990e5fd1d5b896c992ccfaadb5256b68bbf5943b132")
            && HashIs(privateKey, "7deef44965b03d76de543ad6ef9e74a2772fa5a9fa0e761120dac767cf0152ef")
            && HashIs(ciphertext, "6e777e2cf8054659136a971d9e70252f301226930c19c470ee0688163a63c15b")
            && Is(secret, "e7184a0975ee3470878d2d159ec83129c8aec253d4ee17b4810311d198cd0368")
            && received.AsSpan().SequenceEqual(secret)
            && (!PlatformMlKem768.IsSupported || PlatformAgrees(seeds, publicKey, ciphertext, secret));

        ciphertext[0] ^= 1;
        Algorithm.Decapsulate(privateKey, ciphertext, received);
        return right && received.AsSpan().SequenceEqual(Shake256.HashData([.. seeds[32..], .. ciphertext], received.Length));
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

using System.Security.Cryptography;
using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Ssh.Tests.Crypto.PostQuantum;

/// <summary>ML-KEM-768 with given randomness, against published results.</summary>
public sealed class MlKem768Tests
{
    // NIST's known answers in the form of OpenSSH's regress/unittests/crypto/test_mlkem.c: the keys and the ciphertext
    // are given by their SHA3-256.
    [Theory]
    [InlineData(
        "7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d",
        "8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f",
        "f57262661358cde8d3ebf990e5fd1d5b896c992ccfaadb5256b68bbf5943b132",
        "7deef44965b03d76de543ad6ef9e74a2772fa5a9fa0e761120dac767cf0152ef",
        "147c03f7a5bebba406c8fae1874d7f13c80efe79a3a9a874cc09fe76f6997615",
        "6e777e2cf8054659136a971d9e70252f301226930c19c470ee0688163a63c15b",
        "e7184a0975ee3470878d2d159ec83129c8aec253d4ee17b4810311d198cd0368")]
    [InlineData(
        "d60b93492a1d8c1c7ba6fc0b733137f3406cee8110a93f170e7a78658af326d9",
        "003271531cf27285b8721ed5cb46853043b346a66cba6cf765f1b0eaa40bf672",
        "7b00751eb9b1253231213f8a14f06f0fe1b7a4fdb7d1cfe44c161e577e5e8f0a",
        "3a8c009e8e648ac572d5592e4a92907fae0c1767be41c544b59dc3ffe61f7ded",
        "cde797df8ce67231f6c5d15811843e01eb2ab84c7490931240822adbddd72046",
        "bce1bf3450f574130b9561ee11565fa41d599d05d2136f10ad2c013eb5d13ca9",
        "5f0c5d9f39d3e724b5a2bd54e69e360f72ffab5d4d6cc5e572fecba80acd4796")]
    [InlineData(
        "4b622de1350119c45a9f2e2ef3dc5df50a759d138cdfbd64c81cc7cc2f513345",
        "e82fcc97ca60ccb27bf6938c975658aeb8b4d37cffbde25d97e561f36c219ade",
        "9bda55b63cffa9bf953993918b18cd6595ea6433b479e89b5cd3c9339e4468cb",
        "d5fc96564df6e53622b2db8295a80a44e3bad7147696e2ad1f728639c98791b1",
        "f43f68fbd694f0a6d307297110ecd4739876489fdf07eb9b03364e2ed0ff96e9",
        "2a8b5d9bdcac1b7ffb6d655368e15148308eee98ae34f4105eaae87f24a008a2",
        "7f3bcc03a35a0030255264914e5d88a0c93611c7ca21f0609678a88ca42ce1c9")]
    public void Computes_the_known_answers_of_nist(
        string d, string z, string publicHash, string privateHash, string message, string ciphertextHash, string secret)
    {
        var (publicKey, privateKey) = GenerateKey(Hex.Decode(d), Hex.Decode(z));
        var (ciphertext, encapsulated) = Encapsulate(publicKey, Hex.Decode(message));

        Assert.Equal(publicHash, Hash(publicKey));
        Assert.Equal(privateHash, Hash(privateKey));
        Assert.Equal(ciphertextHash, Hash(ciphertext));
        Assert.Equal(secret, Convert.ToHexStringLower(encapsulated));
        Assert.Equal(encapsulated, Decapsulate(privateKey, ciphertext));
    }

    // The accumulated vectors of C2SP/CCTV (ML-KEM/README.md): the output of the reference implementation's runs, a random
    // ciphertext in each included, in one hash. All 10000 give f959d18d3d1180121433bf0e05f11e79..., in too long a time.
    [Fact]
    public void Computes_the_first_hundred_accumulated_vectors()
    {
        const int Runs = 100;
        const int RunSize = (3 * 32) + MlKem768.CiphertextSize;
        var random = Shake128.HashData([], Runs * RunSize);
        using var results = new Shake128();
        for (var run = 0; run < Runs; run++)
        {
            var input = random.AsSpan(run * RunSize, RunSize);
            var (publicKey, privateKey) = GenerateKey(input[..32], input[32..64]);
            var (ciphertext, secret) = Encapsulate(publicKey, input[64..96]);
            Assert.Equal(secret, Decapsulate(privateKey, ciphertext));
            results.AppendData(publicKey);
            results.AppendData(privateKey);
            results.AppendData(ciphertext);
            results.AppendData(secret);
            results.AppendData(Decapsulate(privateKey, input[96..]));
        }

        Assert.Equal(
            "8d65b902f28edc683cebee2872962fd165a4d197c9e24ec74caa4470270df0b7",
            Convert.ToHexStringLower(results.GetHashAndReset(32)));
    }

    // C2SP/CCTV, unluckysample: rejection takes more of the XOF's output than it does in 2^38 keys.
    [Fact]
    public void Draws_more_when_a_uniform_polynomial_needs_more()
    {
        var (publicKey, privateKey) = GenerateKey(
            Hex.Decode("82c4a361586b9715c2375a45fb85c32d04be7fe6e26acd820ec5d4080093afe1"),
            Hex.Decode("8476013560151d986dc7834dcb57c75f845f8d7ee71558d0955f3f4feb723cf2"));
        var (ciphertext, secret) = Encapsulate(
            publicKey, Hex.Decode("e48f74ad416e99631003ded1478aec62a02c245d88ed7f2fae92aedf13ca03b3"));

        Assert.Equal("4f7cc64c040fc4e335a539691f4638caf8b1bf5da6455754afe699e41813801b", Convert.ToHexStringLower(secret));
        Assert.Equal(secret, Decapsulate(privateKey, ciphertext));
    }

    [Fact]
    public void Division_is_exact_over_its_whole_range()
    {
        // Both are monotonous and change by one: it is enough to look on both sides of each multiple.
        for (var multiple = (uint)MlKemField.Modulus; multiple <= MlKemField.MaxDividend; multiple += MlKemField.Modulus)
        {
            Assert.Equal((multiple / MlKemField.Modulus) - 1, MlKemField.Divide(multiple - 1));
            Assert.Equal(multiple / MlKemField.Modulus, MlKemField.Divide(multiple));
            Assert.Equal(0, MlKemField.Reduce(multiple));
            Assert.Equal(MlKemField.Modulus - 1, MlKemField.Reduce(multiple - 1));
        }

        Assert.Equal(MlKemField.MaxDividend / MlKemField.Modulus, MlKemField.Divide(MlKemField.MaxDividend));
        Assert.Equal(0u, MlKemField.Divide(0));
    }

    [Fact]
    public void The_roots_of_unity_are_powers_of_seventeen()
    {
        for (var i = 0; i < 128; i++)
        {
            var power = Enumerable.Range(0, 7).Sum(bit => ((i >> bit) & 1) << (6 - bit));
            Assert.Equal(
                Enumerable.Repeat(17, power).Aggregate(1, (product, root) => product * root % MlKemField.Modulus),
                MlKemTransform.Zetas[i]);
        }
    }

    [Fact]
    public void The_transform_multiplies_polynomials_modulo_x256_plus_1()
    {
        var random = new Random(203);
        var left = Polynomial(random);
        var right = Polynomial(random);
        var expected = new long[MlKemTransform.Degree];
        for (var i = 0; i < MlKemTransform.Degree; i++)
        {
            for (var j = 0; j < MlKemTransform.Degree; j++)
            {
                var sign = i + j < MlKemTransform.Degree ? 1 : -1;
                expected[(i + j) % MlKemTransform.Degree] += sign * left[i] * right[j];
            }
        }

        var product = new ushort[MlKemTransform.Degree];
        MlKemTransform.Forward(left);
        MlKemTransform.Forward(right);
        MlKemTransform.MultiplyAdd(product, left, right);
        MlKemTransform.Inverse(product);

        Assert.Equal(
            expected.Select(value => (ushort)(((value % MlKemField.Modulus) + MlKemField.Modulus) % MlKemField.Modulus)),
            product);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    public void Compression_rounds_to_the_nearest(int bits)
    {
        for (var value = 0; value < MlKemField.Modulus; value++)
        {
            var polynomial = new ushort[MlKemTransform.Degree];
            polynomial.AsSpan().Fill((ushort)value);
            MlKemCodec.Compress(polynomial, bits);
            var expected = (int)Math.Floor(((double)(value << bits) / MlKemField.Modulus) + 0.5) % (1 << bits);
            Assert.All(polynomial, compressed => Assert.Equal(expected, compressed));

            var packed = new byte[MlKemCodec.Size(bits)];
            MlKemCodec.Encode(polynomial, bits, packed);
            MlKemCodec.Decode(packed, bits, polynomial);
            Assert.All(polynomial, compressed => Assert.Equal(expected, compressed));

            MlKemCodec.Decompress(polynomial, bits);
            var distance = Math.Abs(polynomial[0] - value);
            Assert.InRange(
                Math.Min(distance, MlKemField.Modulus - distance), 0, (MlKemField.Modulus >> (bits + 1)) + 1);
        }
    }

    private static ushort[] Polynomial(Random random) =>
        [.. Enumerable.Range(0, MlKemTransform.Degree).Select(_ => (ushort)random.Next(MlKemField.Modulus))];

    private static (byte[] PublicKey, byte[] PrivateKey) GenerateKey(ReadOnlySpan<byte> d, ReadOnlySpan<byte> z)
    {
        var publicKey = new byte[MlKem768.EncapsulationKeySize];
        var privateKey = new byte[MlKem768.DecapsulationKeySize];
        MlKem768.GenerateKey(d, z, publicKey, privateKey);
        return (publicKey, privateKey);
    }

    private static (byte[] Ciphertext, byte[] Secret) Encapsulate(byte[] publicKey, ReadOnlySpan<byte> message)
    {
        var ciphertext = new byte[MlKem768.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        MlKem768.Encapsulate(publicKey, message, ciphertext, secret);
        return (ciphertext, secret);
    }

    private static byte[] Decapsulate(byte[] privateKey, ReadOnlySpan<byte> ciphertext)
    {
        var secret = new byte[Kem.SecretSize];
        MlKem768.Decapsulate(privateKey, ciphertext, secret);
        return secret;
    }

    private static string Hash(byte[] value) => Convert.ToHexStringLower(SHA3_256.HashData(value));
}

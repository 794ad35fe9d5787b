using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Ssh.Tests.Crypto.PostQuantum;

/// <summary>sntrup761 with given randomness, against published results, and its parts.</summary>
public sealed class Sntrup761Tests
{
    // The first known answer of the submission to NIST, in the form of PQClean (crypto_kem/sntrup761/META.yml): the hash of
    // the text that NIST's program prints.
    [Fact]
    public void Computes_the_known_answer_of_the_submission()
    {
        var seed = new NistDrbg([.. Enumerable.Range(0, 48).Select(i => (byte)i)]).Draw(48);
        var drbg = new NistDrbg(seed);
        RandomSource random = bytes => drbg.Draw(bytes.Length).CopyTo(bytes);
        var publicKey = new byte[Sntrup761.PublicKeySize];
        var privateKey = new byte[Sntrup761.PrivateKeySize];
        var ciphertext = new byte[Sntrup761.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        var received = new byte[Kem.SecretSize];

        Sntrup761.GenerateKey(random, publicKey, privateKey);
        Sntrup761.Encapsulate(random, publicKey, ciphertext, secret);
        Sntrup761.Decapsulate(privateKey, ciphertext, received);

        Assert.Equal(secret, received);
        var text = $"count = 0\nseed = {Convert.ToHexString(seed)}\npk = {Convert.ToHexString(publicKey)}\n"
            + $"sk = {Convert.ToHexString(privateKey)}\nct = {Convert.ToHexString(ciphertext)}\n"
            + $"ss = {Convert.ToHexString(secret)}\n";
        Assert.Equal(
            "afc42c3a5b10f4ef69654250097ebda9b9564570f4086744b24a6daf2bd1f89a",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
    }

    // Twenty runs, a random ciphertext in each included, in one hash; the expected one is from OpenSSH's sntrup761.c with the
    // same random bytes.
    [Fact]
    public void Computes_what_openssh_computes()
    {
        const int Runs = 20;
        var stream = Shake128.HashData([], Runs * 11_000);
        var position = 0;
        RandomSource random = bytes =>
        {
            stream.AsSpan(position, bytes.Length).CopyTo(bytes);
            position += bytes.Length;
        };
        using var results = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var publicKey = new byte[Sntrup761.PublicKeySize];
        var privateKey = new byte[Sntrup761.PrivateKeySize];
        var ciphertext = new byte[Sntrup761.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        for (var run = 0; run < Runs; run++)
        {
            Sntrup761.GenerateKey(random, publicKey, privateKey);
            Sntrup761.Encapsulate(random, publicKey, ciphertext, secret);
            results.AppendData(publicKey);
            results.AppendData(privateKey);
            results.AppendData(ciphertext);
            results.AppendData(secret);
            random(ciphertext);
            Sntrup761.Decapsulate(privateKey, ciphertext, secret);
            results.AppendData(secret);
        }

        Assert.Equal(
            "3b6c491ac90ddcc051401c339fb63953a076463fac586ff6b96e48592c0028ba",
            Convert.ToHexStringLower(results.GetHashAndReset()));
    }

    [Fact]
    public void A_refusal_hashes_the_private_keys_own_secret()
    {
        var publicKey = new byte[Sntrup761.PublicKeySize];
        var privateKey = new byte[Sntrup761.PrivateKeySize];
        var ciphertext = new byte[Sntrup761.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        Sntrup761.GenerateKey(RandomNumberGenerator.Fill, publicKey, privateKey);
        Sntrup761.Encapsulate(RandomNumberGenerator.Fill, publicKey, ciphertext, secret);
        ciphertext[^1] ^= 0x80;

        Sntrup761.Decapsulate(privateKey, ciphertext, secret);

        var refusal = privateKey.AsSpan((2 * 191) + 1158, 191);
        byte[] inner = SHA512.HashData([3, .. refusal])[..32];
        Assert.Equal(SHA512.HashData([0, .. inner, .. ciphertext])[..32], secret);
    }

    // Any bytes are a key and a ciphertext; they must not lead outside of an array.
    [Fact]
    public void Any_bytes_are_taken_as_key_and_ciphertext()
    {
        var random = new Random(761);
        var secret = new byte[Kem.SecretSize];
        foreach (var fill in new byte?[] { 0, 0xff, null, null, null })
        {
            var publicKey = Bytes(Sntrup761.PublicKeySize, fill);
            var ciphertext = Bytes(Sntrup761.CiphertextSize, fill);
            var privateKey = new byte[Sntrup761.PrivateKeySize];
            Sntrup761.GenerateKey(RandomNumberGenerator.Fill, new byte[Sntrup761.PublicKeySize], privateKey);
            Sntrup761.Decapsulate(privateKey, ciphertext, secret);
            Sntrup761.Encapsulate(RandomNumberGenerator.Fill, publicKey, ciphertext, secret);
        }

        byte[] Bytes(int length, byte? fill)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            if (fill is { } value)
            {
                bytes.AsSpan().Fill(value);
            }

            return bytes;
        }
    }

    [Fact]
    public void Reduction_is_exact_up_to_its_bound()
    {
        AssertReduces<SntrupFieldQ>(SntrupFieldQ.Modulus, SntrupFieldQ.MaxValue);
        AssertReduces<SntrupField3>(3, SntrupField3.MaxValue);
        Assert.True(2 * SntrupFieldQ.Half * SntrupFieldQ.Half <= SntrupFieldQ.MaxValue);
        Assert.True(3 * SntrupPolynomial.Size * SntrupFieldQ.Half <= SntrupFieldQ.MaxValue);
        Assert.True(3 * SntrupPolynomial.Size <= SntrupField3.MaxValue);

        static void AssertReduces<TField>(int modulus, int limit)
            where TField : struct, ISntrupField
        {
            // Correct is one value for each remainder, so both sides of each change are enough.
            for (var middle = -limit / modulus * modulus; middle <= limit - (modulus / 2); middle += modulus)
            {
                Assert.Equal(-(modulus / 2), TField.Reduce(new Vector<int>(middle - (modulus / 2)))[0]);
                Assert.Equal(0, TField.Reduce(new Vector<int>(middle))[0]);
                Assert.Equal(modulus / 2, TField.Reduce(new Vector<int>(middle + (modulus / 2)))[0]);
            }
        }
    }

    [Fact]
    public void Every_element_but_zero_has_a_reciprocal()
    {
        for (var element = 1; element <= SntrupFieldQ.Half; element++)
        {
            Assert.Equal(1, SntrupFieldQ.Reduce(new Vector<int>(element * SntrupFieldQ.Invert(element)))[0]);
            Assert.Equal(1, SntrupFieldQ.Reduce(new Vector<int>(-element * SntrupFieldQ.Invert(-element)))[0]);
        }
    }

    [Fact]
    public void Division_undoes_multiplication_and_tells_what_has_no_reciprocal()
    {
        var input = new int[SntrupPolynomial.PaddedSize];
        var reciprocal = new int[SntrupPolynomial.PaddedSize];
        var product = new int[SntrupPolynomial.PaddedSize];
        SntrupSampling.Short(RandomNumberGenerator.Fill, input);

        Assert.Equal(0, SntrupPolynomial.Divide<SntrupFieldQ>(7, input, reciprocal));
        SntrupPolynomial.Multiply<SntrupFieldQ>(input, reciprocal, product);

        Assert.Equal([7, .. new int[SntrupPolynomial.PaddedSize - 1]], product);
        Assert.NotEqual(0, SntrupPolynomial.Divide<SntrupFieldQ>(1, new int[SntrupPolynomial.PaddedSize], reciprocal));
        Assert.NotEqual(0, SntrupPolynomial.Divide<SntrupField3>(1, new int[SntrupPolynomial.PaddedSize], reciprocal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(761)]
    public void Sorting_orders_any_numbers(int count)
    {
        var random = new Random(count);
        for (var range = 2L; range <= 1L << 32; range <<= 10)
        {
            var values = Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(range)).ToArray();
            var expected = values.Order().ToArray();
            SntrupSampling.Sort(values);
            Assert.Equal(expected, values);
        }
    }

    [Fact]
    public void Short_polynomials_have_their_weight_and_small_ones_every_coefficient()
    {
        var polynomial = new int[SntrupPolynomial.PaddedSize];
        for (var run = 0; run < 20; run++)
        {
            SntrupSampling.Short(RandomNumberGenerator.Fill, polynomial);
            Assert.Equal(SntrupSampling.Weight, polynomial.Count(coefficient => coefficient != 0));
            Assert.All(polynomial, coefficient => Assert.InRange(coefficient, -1, 1));
            SntrupSampling.Small(RandomNumberGenerator.Fill, polynomial);
            Assert.Equal([-1, 0, 1], polynomial.Distinct().Order());
        }
    }

    [Theory]
    [InlineData(761, 4591, 1158)]
    [InlineData(761, 1531, 1007)]
    [InlineData(5, 16384, 9)]
    [InlineData(1, 2, 1)]
    public void Numbers_survive_their_encoding(int count, int modulus, int size)
    {
        var code = new MixedRadixCode(count, modulus);
        var random = new Random(modulus);
        Assert.Equal(size, code.EncodedSize);
        for (var run = 0; run < 20; run++)
        {
            var values = Enumerable.Range(0, count).Select(_ => run == 0 ? modulus - 1 : random.Next(modulus)).ToArray();
            var encoded = new byte[size];
            var decoded = new int[count];
            code.Encode(values, encoded);
            code.Decode(encoded, decoded);
            Assert.Equal(values, decoded);

            random.NextBytes(encoded);
            code.Decode(encoded, decoded);
            Assert.All(decoded, value => Assert.InRange(value, 0, modulus - 1));
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>The encryption inside sntrup761. By itself it withstands no active attacker.</summary>
internal static class SntrupEncryption
{
    public const int EncryptionKeySize = 1158;

    /// <summary>f, then 1/g.</summary>
    public const int DecryptionKeySize = 2 * SntrupCodec.SmallSize;

    public const int CiphertextSize = 1007;

    // 1/3 modulo 4591.
    private const int Third = -1530;

    public static void GenerateKey(RandomSource random, Span<byte> encryptionKey, Span<byte> decryptionKey)
    {
        Span<int> work = stackalloc int[4 * SntrupPolynomial.PaddedSize];
        var g = Polynomial(work, 0);
        var f = Polynomial(work, 1);
        var quotient = Polynomial(work, 2);
        var h = Polynomial(work, 3);
        try
        {
            // How many polynomials had no reciprocal says nothing about the one that is kept.
            do
            {
                SntrupSampling.Small(random, g);
            }
            while (SntrupPolynomial.Divide<SntrupField3>(1, g, quotient) != 0);

            SntrupCodec.EncodeSmall(quotient, decryptionKey[SntrupCodec.SmallSize..]);
            SntrupSampling.Short(random, f);
            SntrupCodec.EncodeSmall(f, decryptionKey);

            // h = g / 3f. Modulo q every polynomial but zero has a reciprocal.
            SntrupPolynomial.Divide<SntrupFieldQ>(Third, f, quotient);
            SntrupPolynomial.Multiply<SntrupFieldQ>(g, quotient, h);
            SntrupCodec.EncodeFull(h, encryptionKey);
        }
        finally
        {
            SntrupPolynomial.Wipe(work);
        }
    }

    /// <summary>Rounds h r to multiples of three; the message r is a short polynomial.</summary>
    public static void Encrypt(ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<int> message, Span<byte> ciphertext)
    {
        Span<int> work = stackalloc int[2 * SntrupPolynomial.PaddedSize];
        var h = Polynomial(work, 0);
        var product = Polynomial(work, 1);
        try
        {
            SntrupCodec.DecodeFull(encryptionKey, h);
            SntrupPolynomial.Multiply<SntrupFieldQ>(message, h, product);
            Round(product);
            SntrupCodec.EncodeRounded(product, ciphertext);
        }
        finally
        {
            SntrupPolynomial.Wipe(work);
        }
    }

    /// <summary>Always gives a short polynomial; for a ciphertext that nobody encrypted, a fixed one.</summary>
    public static void Decrypt(ReadOnlySpan<byte> decryptionKey, ReadOnlySpan<byte> ciphertext, Span<int> message)
    {
        Span<int> work = stackalloc int[3 * SntrupPolynomial.PaddedSize];
        var c = Polynomial(work, 0);
        var secret = Polynomial(work, 1);
        var product = Polynomial(work, 2);
        try
        {
            SntrupCodec.DecodeRounded(ciphertext, c);
            SntrupCodec.DecodeSmall(decryptionKey, secret);
            SntrupPolynomial.Multiply<SntrupFieldQ>(secret, c, product);
            TripleThenReduce(product);
            SntrupCodec.DecodeSmall(decryptionKey[SntrupCodec.SmallSize..], secret);
            SntrupPolynomial.Multiply<SntrupField3>(secret, product, message);
            ForceWeight(message);
        }
        finally
        {
            SntrupPolynomial.Wipe(work);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(Span<int> polynomial)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(polynomial);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] -= SntrupField3.Reduce(vectors[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TripleThenReduce(Span<int> polynomial)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(polynomial);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = SntrupField3.Reduce(SntrupFieldQ.Reduce(vectors[i] * 3));
        }
    }

    // A polynomial of another weight becomes 1 + x + ... + x^285.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForceWeight(Span<int> polynomial)
    {
        unchecked
        {
            var excess = -SntrupSampling.Weight;
            for (var i = 0; i < SntrupPolynomial.Size; i++)
            {
                excess += polynomial[i] & 1;
            }

            var wrong = (excess | -excess) >> 31;
            for (var i = 0; i < SntrupSampling.Weight; i++)
            {
                polynomial[i] = ((polynomial[i] ^ 1) & ~wrong) ^ 1;
            }

            for (var i = SntrupSampling.Weight; i < SntrupPolynomial.Size; i++)
            {
                polynomial[i] &= ~wrong;
            }
        }
    }

    private static Span<int> Polynomial(Span<int> work, int index) =>
        work.Slice(index * SntrupPolynomial.PaddedSize, SntrupPolynomial.PaddedSize);
}

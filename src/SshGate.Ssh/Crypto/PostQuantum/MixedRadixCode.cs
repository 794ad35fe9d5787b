using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto.PostQuantum;

/// <summary>
/// NTRU Prime's encoding of numbers below given moduli: pairs are joined, the lowest bytes of the result are written, and
/// what is left is a number below a smaller modulus, level by level until one is left. Everything about the shape depends on
/// the moduli only and is worked out beforehand, the reciprocals included, since numbers can be secret.
/// </summary>
internal sealed class MixedRadixCode
{
    // Numbers below this are passed on as they are.
    private const int Limit = 1 << 14;

    // With ⌈2^44 / m⌉ a quotient is exact: numbers stay below 2^30 and moduli below 2^14.
    private const int ReciprocalBits = 44;

    private readonly Level[] _levels;
    private readonly int _lastBytes;
    private readonly int _count;

    /// <summary>A code for as many numbers below one modulus, which is at most 2^14.</summary>
    public MixedRadixCode(int count, int modulus)
    {
        _count = count;
        var moduli = Enumerable.Repeat(modulus, count).ToArray();
        var levels = new List<Level>();
        while (moduli.Length > 1)
        {
            var next = new int[(moduli.Length + 1) / 2];
            var bytes = new int[moduli.Length / 2];
            for (var i = 0; i < bytes.Length; i++)
            {
                next[i] = moduli[2 * i] * moduli[(2 * i) + 1];
                for (; next[i] >= Limit; next[i] = (next[i] + 255) >> 8)
                {
                    bytes[i]++;
                }
            }

            if (next.Length > bytes.Length)
            {
                next[^1] = moduli[^1];
            }

            levels.Add(new Level(
                moduli,
                [.. moduli.Select(value => ((1UL << ReciprocalBits) / (ulong)value) + 1)],
                bytes));
            EncodedSize += bytes.Sum();
            moduli = next;
        }

        for (var last = moduli[0]; last > 1; last = (last + 255) >> 8)
        {
            _lastBytes++;
        }

        _levels = [.. levels];
        LastModulus = moduli[0];
        LastReciprocal = ((1UL << ReciprocalBits) / (ulong)LastModulus) + 1;
        EncodedSize += _lastBytes;
    }

    public int EncodedSize { get; }

    private int LastModulus { get; }

    private ulong LastReciprocal { get; }

    /// <summary>Writes <see cref="EncodedSize"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(ReadOnlySpan<int> values, Span<byte> output)
    {
        Span<uint> rest = stackalloc uint[_count];
        MemoryMarshal.Cast<int, uint>(values[.._count]).CopyTo(rest);
        unchecked
        {
            var written = 0;
            foreach (var level in _levels)
            {
                for (var i = 0; i < level.Bytes.Length; i++)
                {
                    var joined = rest[2 * i] + (rest[(2 * i) + 1] * (uint)level.Moduli[2 * i]);
                    for (var b = 0; b < level.Bytes[i]; b++)
                    {
                        output[written++] = (byte)joined;
                        joined >>= 8;
                    }

                    rest[i] = joined;
                }

                if ((level.Moduli.Length & 1) != 0)
                {
                    rest[level.Bytes.Length] = rest[level.Moduli.Length - 1];
                }
            }

            for (var b = 0; b < _lastBytes; b++)
            {
                output[written++] = (byte)rest[0];
                rest[0] >>= 8;
            }
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(rest));
    }

    /// <summary>Reads <see cref="EncodedSize"/> bytes, whatever they are: every number comes out below its modulus.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(ReadOnlySpan<byte> input, Span<int> values)
    {
        unchecked
        {
            var position = input.Length - _lastBytes;
            var last = 0u;
            for (var b = 0; b < _lastBytes; b++)
            {
                last |= (uint)input[position + b] << (8 * b);
            }

            values[0] = (int)(last - (Divide(last, LastReciprocal) * (uint)LastModulus));
            for (var depth = _levels.Length - 1; depth >= 0; depth--)
            {
                var level = _levels[depth];
                if ((level.Moduli.Length & 1) != 0)
                {
                    values[level.Moduli.Length - 1] = values[level.Bytes.Length];
                }

                // From the end, as two numbers take the place of one.
                for (var i = level.Bytes.Length - 1; i >= 0; i--)
                {
                    var joined = (uint)values[i];
                    for (var b = 0; b < level.Bytes[i]; b++)
                    {
                        joined = (joined << 8) | input[--position];
                    }

                    var high = Divide(joined, level.Reciprocals[2 * i]);
                    values[2 * i] = (int)(joined - (high * (uint)level.Moduli[2 * i]));
                    values[(2 * i) + 1] =
                        (int)(high - (Divide(high, level.Reciprocals[(2 * i) + 1]) * (uint)level.Moduli[(2 * i) + 1]));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Divide(uint value, ulong reciprocal) => unchecked((uint)((value * reciprocal) >> ReciprocalBits));

    /// <param name="Moduli">Of the numbers that come in.</param>
    /// <param name="Reciprocals">Of the moduli.</param>
    /// <param name="Bytes">What each pair writes.</param>
    private sealed record Level(int[] Moduli, ulong[] Reciprocals, int[] Bytes);
}

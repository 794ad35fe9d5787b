namespace SshGate.Ssh.Crypto;

/// <summary>
/// A group of RFC 3526: the powers of 2 modulo a safe prime p, so that every number but 1 and p - 1 has an order that
/// nobody can use. libcrypto has the primes.
/// </summary>
internal sealed class ModpGroup
{
    private readonly Lazy<byte[]> _prime;

    private ModpGroup(int bits, Func<nint, BigNumber> prime)
    {
        Size = bits / 8;
        _prime = new Lazy<byte[]>(() =>
        {
            using var number = LibcryptoHandle.Require(prime(0));
            return number.Write(Size);
        });
    }

    /// <summary>2048 bits, about 112 bits of security.</summary>
    public static ModpGroup Group14 { get; } = new(2048, Libcrypto.BN_get_rfc3526_prime_2048);

    /// <summary>4096 bits, about 150 bits of security.</summary>
    public static ModpGroup Group16 { get; } = new(4096, Libcrypto.BN_get_rfc3526_prime_4096);

    /// <summary>8192 bits, about 200 bits of security.</summary>
    public static ModpGroup Group18 { get; } = new(8192, Libcrypto.BN_get_rfc3526_prime_8192);

    /// <summary>The bytes of a number.</summary>
    public int Size { get; }

    /// <summary>p, big-endian.</summary>
    public ReadOnlySpan<byte> Prime => _prime.Value;

    /// <summary>RFC 4253 §8: 1 &lt; value &lt; p - 1, for a big-endian magnitude without leading zeros.</summary>
    public bool Contains(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value is [1])
        {
            return false;
        }

        // p is odd: only the last byte of p - 1 differs.
        Span<byte> predecessor = stackalloc byte[Size];
        Prime.CopyTo(predecessor);
        predecessor[^1]--;
        return value.Length < Size || (value.Length == Size && value.SequenceCompareTo(predecessor) < 0);
    }
}

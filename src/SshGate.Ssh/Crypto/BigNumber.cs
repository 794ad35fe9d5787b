namespace SshGate.Ssh.Crypto;

/// <summary>
/// BIGNUM: a secret integer, wiped when freed. <see cref="System.Numerics.BigInteger"/> leaves copies behind.
/// </summary>
internal sealed class BigNumber : LibcryptoHandle
{
    // BN_FLG_CONSTTIME in bn.h.
    private const int ConstantTime = 4;

    public static BigNumber Read(ReadOnlySpan<byte> magnitude)
    {
        var number = Require(Libcrypto.BN_bin2bn(magnitude, magnitude.Length, 0));
        Libcrypto.BN_set_flags(number, ConstantTime);
        return number;
    }

    /// <summary><paramref name="dividend"/> modulo (<paramref name="divisor"/> - 1), as long as the divisor.</summary>
    public static byte[] ModuloPredecessor(ReadOnlySpan<byte> dividend, ReadOnlySpan<byte> divisor)
    {
        using var number = Read(dividend);
        using var modulus = Read(divisor);
        using var remainder = Require(Libcrypto.BN_new());
        using var context = Require(Libcrypto.BN_CTX_new());
        Libcrypto.Check(Libcrypto.BN_sub_word(modulus, 1));
        Libcrypto.Check(Libcrypto.BN_div(0, remainder, number, modulus, context));
        return remainder.Write(divisor.Length);
    }

    /// <summary>
    /// base^exponent modulo an odd modulus, in <paramref name="size"/> bytes. Since the exponent has the flag for constant
    /// time, the work depends on its length only.
    /// </summary>
    public static byte[] Power(BigNumber number, BigNumber exponent, BigNumber modulus, int size)
    {
        using var result = Require(Libcrypto.BN_new());
        using var context = Require(Libcrypto.BN_CTX_new());
        Libcrypto.Check(Libcrypto.BN_mod_exp(result, number, exponent, modulus, context));
        return result.Write(size);
    }

    /// <summary>
    /// The magnitude, big-endian, with zeros before it up to the size. It does not move in memory, so that wiping it leaves
    /// no copy behind.
    /// </summary>
    public byte[] Write(int size)
    {
        var magnitude = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        Libcrypto.Check(Libcrypto.BN_bn2binpad(this, magnitude, size) == size ? 1 : 0);
        return magnitude;
    }

    protected override bool ReleaseHandle()
    {
        Libcrypto.BN_clear_free(handle);
        return true;
    }
}

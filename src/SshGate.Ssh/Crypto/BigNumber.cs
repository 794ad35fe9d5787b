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
        var result = new byte[divisor.Length];
        Libcrypto.Check(Libcrypto.BN_bn2binpad(remainder, result, result.Length) == result.Length ? 1 : 0);
        return result;
    }

    protected override bool ReleaseHandle()
    {
        Libcrypto.BN_clear_free(handle);
        return true;
    }
}

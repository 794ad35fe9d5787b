using System.Security.Cryptography;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// One side of Diffie-Hellman over integers (RFC 4253 §8, RFC 8268) with a key pair for one exchange. libcrypto computes, in
/// constant time.
/// </summary>
internal sealed class ModpKeyAgreement : IDisposable
{
    /// <summary>
    /// The bytes of a private exponent, its highest bit set: twice the strength of a 256-bit cipher key, as OpenSSH has it,
    /// and more than twice that of the largest group.
    /// </summary>
    public const int ExponentSize = 64;

    private readonly ModpGroup _group;
    private readonly BigNumber _modulus;
    private readonly BigNumber _exponent;

    /// <summary>Makes a new key pair.</summary>
    public ModpKeyAgreement(ModpGroup group)
    {
        Span<byte> exponent = stackalloc byte[ExponentSize];
        RandomNumberGenerator.Fill(exponent);
        exponent[0] |= 0x80;
        try
        {
            _exponent = BigNumber.Read(exponent);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(exponent);
        }

        _group = group;
        _modulus = BigNumber.Read(group.Prime);
        PublicKey = ComputePublicKey();
    }

    /// <summary>Takes a given exponent; for known answers.</summary>
    public ModpKeyAgreement(ModpGroup group, ReadOnlySpan<byte> exponent)
    {
        _group = group;
        _exponent = BigNumber.Read(exponent);
        _modulus = BigNumber.Read(group.Prime);
        PublicKey = ComputePublicKey();
    }

    /// <summary>e or f: the contents of an mpint, without its length.</summary>
    public byte[] PublicKey { get; }

    /// <summary>K as a big-endian magnitude as long as the prime, which the caller wipes.</summary>
    /// <param name="peer">The contents of the peer's mpint.</param>
    /// <exception cref="SshProtocolException">It is not in its shortest form, or not between 1 and p - 1.</exception>
    public byte[] DeriveSecret(ReadOnlySpan<byte> peer)
    {
        var magnitude = SshReader.Magnitude(peer);
        if (!_group.Contains(magnitude))
        {
            throw new SshProtocolException(
                DisconnectReason.KeyExchangeFailed, "The peer's Diffie-Hellman value is not acceptable.");
        }

        using var number = BigNumber.Read(magnitude);
        return BigNumber.Power(number, _exponent, _modulus, _group.Size);
    }

    public void Dispose()
    {
        _exponent.Dispose();
        _modulus.Dispose();
    }

    private byte[] ComputePublicKey()
    {
        using var generator = BigNumber.Read([2]);
        var value = BigNumber.Power(generator, _exponent, _modulus, _group.Size).AsSpan().TrimStart((byte)0);
        return (value[0] & 0x80) != 0 ? [0, .. value] : value.ToArray();
    }
}

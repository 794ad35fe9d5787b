using System.Security.Cryptography;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>ssh-ed25519: string public key, string seed and public key (OpenSSH PROTOCOL.key §3, RFC 8709).</summary>
internal sealed class Ed25519PrivateKey : PrivateKeyMaterial
{
    private readonly SecretBytes _seed;
    private readonly EvpKey _key;
    private readonly byte[] _publicKey;

    private Ed25519PrivateKey(ReadOnlySpan<byte> seed)
    {
        _seed = new SecretBytes(seed);
        _key = Ed25519.ImportSeed(seed);
        _publicKey = Ed25519.ExportPublicKey(_key);
        PublicKey = new Ed25519PublicKey(_publicKey);
    }

    public override PublicKeyMaterial PublicKey { get; }

    public static Ed25519PrivateKey Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new Ed25519PrivateKey(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    public static Ed25519PrivateKey ReadFields(ref SshReader reader)
    {
        var publicKey = reader.ReadString();
        var both = reader.ReadString();
        if (both.Length != Ed25519.SeedSize + Ed25519.PublicKeySize)
        {
            throw Damaged();
        }

        var key = new Ed25519PrivateKey(both[..Ed25519.SeedSize]);
        if (publicKey.SequenceEqual(key._publicKey) && both[Ed25519.SeedSize..].SequenceEqual(key._publicKey))
        {
            return key;
        }

        key.Dispose();
        throw Damaged();
    }

    public override byte[] Sign(string signatureAlgorithm, ReadOnlySpan<byte> data) => Ed25519.Sign(_key, data);

    public override void WriteFields(SshWriter writer)
    {
        writer.WriteString(_publicKey);
        writer.WriteUInt32(Ed25519.SeedSize + Ed25519.PublicKeySize);
        writer.WriteBytes(_seed.Span);
        writer.WriteBytes(_publicKey);
    }

    public override void Dispose()
    {
        _key.Dispose();
        _seed.Dispose();
    }

    private static SshKeyFormatException Damaged() =>
        new(SshKeyFormatReason.Damaged, "The parts of the Ed25519 key do not belong together.");
}

using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>ssh-ed25519 (RFC 8709 §4): string key of 32 bytes; signature of 64 bytes.</summary>
internal sealed class Ed25519PublicKey(byte[] key) : PublicKeyMaterial
{
    public override string KeyType => AlgorithmTable.Ed25519;

    public static Ed25519PublicKey ReadFields(ref SshReader reader)
    {
        var key = reader.ReadString();
        return key.Length == Ed25519.PublicKeySize
            ? new Ed25519PublicKey(key.ToArray())
            : throw new SshProtocolException(DisconnectReason.ProtocolError, "An Ed25519 key does not have 32 bytes.");
    }

    public override bool Verify(
        string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HardwareSignature? hardware)
    {
        using var handle = Ed25519.ImportPublicKey(key);
        return Ed25519.Verify(handle, data, signature);
    }

    public override void WriteFields(SshWriter writer) => writer.WriteString(key);
}

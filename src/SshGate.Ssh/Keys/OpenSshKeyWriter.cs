using System.Buffers.Binary;
using System.Security.Cryptography;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// Writes OpenSSH's private key format (PROTOCOL.key), not encrypted; every buffer on the way is wiped.
/// </summary>
internal static class OpenSshKeyWriter
{
    private const int BlockSize = 8;

    public static SecretBytes Write(PrivateKeyMaterial material, SshPublicKey publicKey, string comment)
    {
        using var section = new SecretBufferWriter();
        WriteSection(section, material, publicKey, comment);
        using var file = new SecretBufferWriter();
        var writer = new SshWriter(file);
        writer.WriteBytes("openssh-key-v1\0"u8);
        writer.WriteText("none");
        writer.WriteText("none");
        writer.WriteString([]);
        writer.WriteUInt32(1);
        writer.WriteString(publicKey.Blob.Span);
        writer.WriteString(section.WrittenSpan);
        return OpenSshKeyArmor.Encode(file.WrittenSpan);
    }

    private static void WriteSection(
        SecretBufferWriter section, PrivateKeyMaterial material, SshPublicKey publicKey, string comment)
    {
        Span<byte> check = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(check);
        var writer = new SshWriter(section);
        writer.WriteUInt32(BinaryPrimitives.ReadUInt32BigEndian(check));
        writer.WriteUInt32(BinaryPrimitives.ReadUInt32BigEndian(check));
        writer.WriteText(publicKey.KeyType);
        material.WriteFields(writer);
        writer.WriteText(comment);
        for (byte padding = 1; section.WrittenSpan.Length % BlockSize != 0; padding++)
        {
            writer.WriteByte(padding);
        }
    }
}

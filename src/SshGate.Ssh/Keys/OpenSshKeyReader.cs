using System.Security.Cryptography;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// Reads OpenSSH's private key format (PROTOCOL.key): "openssh-key-v1", string cipher, string kdf, string kdf options,
/// uint32 number of keys, string public key, string private section, tag of the cipher if it has one.
/// </summary>
internal static class OpenSshKeyReader
{
    private const int MaxCommentBytes = 4096;

    private static ReadOnlySpan<byte> Magic => "openssh-key-v1\0"u8;

    /// <summary>
    /// Reads a key; the one exception for whatever the text holds is <see cref="SshKeyFormatException"/>.
    /// </summary>
    public static PrivateKeyMaterial Read(ReadOnlySpan<byte> text, SecretBytes? passphrase)
    {
        using var data = OpenSshKeyArmor.Decode(text);
        try
        {
            return ReadFile(data.WrittenBytes, passphrase);
        }
        catch (Exception e) when (e is SshProtocolException or CryptographicException)
        {
            throw new SshKeyFormatException(SshKeyFormatReason.Damaged, "The private key is damaged: " + e.Message, e);
        }
    }

    private static PrivateKeyMaterial ReadFile(Span<byte> data, SecretBytes? passphrase)
    {
        if (!data.StartsWith(Magic))
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.NotAPrivateKey, "The file does not hold a private key in OpenSSH's format.");
        }

        var reader = new SshReader(data[Magic.Length..]);
        var cipher = KeyFileCipher.Find(reader.ReadAscii(SshReader.MaxNameLength));
        var kdf = reader.ReadAscii(SshReader.MaxNameLength);
        var kdfOptions = reader.ReadString();
        if (reader.ReadUInt32() != 1)
        {
            throw new SshKeyFormatException(SshKeyFormatReason.Unsupported, "The file does not hold exactly one key.");
        }

        var publicKey = reader.ReadString();
        var sectionLength = reader.ReadString().Length;
        var tag = reader.ReadBytes(cipher.TagSize);
        reader.End();

        // The buffer is ours: the section is decrypted where it stands and wiped with the rest.
        var section = data.Slice(data.Length - cipher.TagSize - sectionLength, sectionLength);
        cipher.Decrypt(section, tag, kdf, kdfOptions, passphrase);
        return ReadSection(section, publicKey, cipher);
    }

    // uint32 check, uint32 check again, key type and fields, string comment, padding 1, 2, 3…
    private static PrivateKeyMaterial ReadSection(
        ReadOnlySpan<byte> section, ReadOnlySpan<byte> publicKey, KeyFileCipher cipher)
    {
        var reader = new SshReader(section);
        var check = reader.ReadBytes(sizeof(uint));
        if (!CryptographicOperations.FixedTimeEquals(check, reader.ReadBytes(sizeof(uint))))
        {
            throw cipher.IsPlain
                ? new SshKeyFormatException(SshKeyFormatReason.Damaged, "The private key is damaged.")
                : KeyFileCipher.WrongPassphrase();
        }

        var material = PrivateKeyMaterial.Read(ref reader);
        try
        {
            if (reader.ReadString().Length > MaxCommentBytes
                || !IsPadding(reader.Rest, cipher.BlockSize)
                || !publicKey.SequenceEqual(material.PublicKey.Encode()))
            {
                throw new SshKeyFormatException(
                    SshKeyFormatReason.Damaged, "The private key does not agree with the rest of its file.");
            }
        }
        catch
        {
            material.Dispose();
            throw;
        }

        return material;
    }

    private static bool IsPadding(ReadOnlySpan<byte> padding, int blockSize)
    {
        for (var i = 0; i < padding.Length; i++)
        {
            if (padding[i] != i + 1)
            {
                return false;
            }
        }

        return padding.Length < blockSize;
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>The text form of OpenSSH's private keys (PROTOCOL.key §1): base64 in lines between two marks.</summary>
internal static class OpenSshKeyArmor
{
    // A 16384-bit RSA key takes 13 kB; the limit keeps a wrong file from being read as one.
    private const int MaxTextLength = 64 * 1024;

    private const int LineLength = 70;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN OPENSSH PRIVATE KEY-----"u8;

    private static ReadOnlySpan<byte> End => "-----END OPENSSH PRIVATE KEY-----"u8;

    /// <summary>Decodes the text into a buffer that the caller disposes.</summary>
    public static SecretBufferWriter Decode(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        if (text.Length > MaxTextLength || !text.StartsWith(Begin))
        {
            throw NotAKey(text);
        }

        if (!text.EndsWith(End) || text.Length < Begin.Length + End.Length)
        {
            throw Damaged();
        }

        var body = text[Begin.Length..^End.Length];
        var buffer = new SecretBufferWriter(Math.Max(body.Length, 1));
        foreach (var range in body.SplitAny("\r\n \t"u8))
        {
            buffer.Write(body[range]);
        }

        if (Base64.DecodeFromUtf8InPlace(buffer.WrittenBytes, out var length) != OperationStatus.Done)
        {
            buffer.Dispose();
            throw Damaged();
        }

        buffer.Truncate(length);
        return buffer;
    }

    /// <summary>The text of the file; the caller disposes it.</summary>
    public static SecretBytes Encode(ReadOnlySpan<byte> data)
    {
        using var text = new SecretBufferWriter((2 * data.Length) + 128);
        var encoded = GC.AllocateUninitializedArray<byte>(Base64.GetMaxEncodedToUtf8Length(data.Length), pinned: true);
        Base64.EncodeToUtf8(data, encoded, out _, out var length);
        text.Write(Begin);
        text.Write("\n"u8);
        for (var offset = 0; offset < length; offset += LineLength)
        {
            text.Write(encoded.AsSpan(offset, Math.Min(LineLength, length - offset)));
            text.Write("\n"u8);
        }

        text.Write(End);
        text.Write("\n"u8);
        CryptographicOperations.ZeroMemory(encoded);
        return new SecretBytes(text.WrittenSpan);
    }

    private static SshKeyFormatException NotAKey(ReadOnlySpan<byte> text) =>
        text.StartsWith("-----BEGIN "u8)
        && !text.StartsWith(Begin)
        && text.IndexOf(" PRIVATE KEY-----"u8) is > 0 and < 40
            ? new SshKeyFormatException(
                SshKeyFormatReason.Unsupported,
                "The private key is in an older format: convert it with ssh-keygen -p -f FILE.")
            : new SshKeyFormatException(
                SshKeyFormatReason.NotAPrivateKey, "The text is not a private key in OpenSSH's format.");

    private static SshKeyFormatException Damaged() =>
        new(SshKeyFormatReason.Damaged, "The text of the private key is damaged.");
}

using System.Security.Cryptography;
using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Ssh;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz.Targets;

/// <summary>Public keys, signatures and private key files.</summary>
internal static class KeyTargets
{
    private const string Passphrase = "pass";

    private static readonly byte[] Padding = [1, 2, 3, 4, 5, 6, 7];

    private static readonly Lazy<SshPrivateKey[]> Keys =
        new(() => [.. Enum.GetValues<SshKeyKind>().Select(SshPrivateKey.Generate)]);

    /// <summary>Key and initial vector; GCM's is shorter, and the derivation gives the same first bytes.</summary>
    private static readonly Lazy<byte[]> FileKeys = new(() =>
    {
        var keys = new byte[48];
        BcryptPbkdf.DeriveKey(Encoding.ASCII.GetBytes(Passphrase), "salt"u8, 1, keys);
        return keys;
    });

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "public-key",
            Words = FuzzTargets.Words,
            Seeds = () => Keys.Value.Select(key => key.PublicKey.Blob.ToArray()),
            Run = input =>
            {
                var key = SshPublicKey.Parse(input);
                BrokenLawException.Unless(key.Blob.Span.SequenceEqual(input), "The key has another blob.");
                BrokenLawException.Unless(
                    SshPublicKey.TryParseOpenSsh(key.ToOpenSsh("c"), out var again, out _) && again.Equals(key),
                    "The key's own line is not that key.");
                key.Verify(key.KeyType, "data"u8, SignatureBlob.Encode(key.KeyType, new byte[64]));
                key.Verify("rsa-sha2-256", "data"u8, SignatureBlob.Encode("rsa-sha2-256", new byte[256]));
            },
            ShortPass = 4000,
        },
        new()
        {
            Name = "public-key-line",
            Words = FuzzTargets.Words,
            Seeds = () => Keys.Value.Select(key => Encoding.ASCII.GetBytes(key.PublicKey.ToOpenSsh("a comment"))),
            Run = input =>
            {
                if (SshPublicKey.TryParseOpenSsh(Encoding.Latin1.GetString(input), out var key, out var comment))
                {
                    BrokenLawException.Unless(!comment.Contains('\n', StringComparison.Ordinal), "A comment holds a line end.");
                    BrokenLawException.Unless(
                        SshPublicKey.TryParseOpenSsh(key.ToOpenSsh(), out var again, out _) && again.Equals(key), "Not the same key.");
                }
            },
        },
        new()
        {
            Name = "signature",
            Words = FuzzTargets.Words,
            ShortPass = 2000,
            Seeds = () => Keys.Value.SelectMany((key, i) => key.SignatureAlgorithms.Select(algorithm =>
                (byte[])[(byte)i, .. key.SignAsync(algorithm, "data"u8.ToArray(), default).AsTask().GetAwaiter().GetResult()])),
            Run = input =>
            {
                var key = Keys.Value[input.Length > 0 ? input[0] % Keys.Value.Length : 0];
                foreach (var algorithm in key.SignatureAlgorithms)
                {
                    BrokenLawException.Unless(
                        !key.PublicKey.Verify(algorithm, "other data"u8, input.AsSpan(Math.Min(1, input.Length))),
                        "A signature of something else verifies.");
                }
            },
        },
        new()
        {
            Name = "private-key-text",
            Words = FuzzTargets.Words,
            MaxLength = 70 * 1024,
            ShortPass = 1500,
            MaxAllocation = 512 * 1024,
            Seeds = () => Keys.Value.Select(key => Text(key).ToArray()),
            Run = input => Read(input, null),
        },
        new()
        {
            Name = "private-key",
            Words = FuzzTargets.Words,
            ShortPass = 1500,
            MaxAllocation = 512 * 1024,
            MaxTime = TimeSpan.FromSeconds(5),
            Seeds = () => Keys.Value.Select(key => Decode(Text(key))),
            Run = input => Read(Armor(input), null),
        },
        new()
        {
            // The type and the numbers as they stand in a file, whose other parts fit.
            Name = "private-key-numbers",
            Words = FuzzTargets.Words,
            ShortPass = 1500,
            MaxAllocation = 512 * 1024,
            MaxTime = TimeSpan.FromSeconds(5),
            Seeds = () => Keys.Value.Select(key => Section(Decode(Text(key)))[8..^8]),
            Run = input =>
            {
                var section = (byte[])[0, 0, 0, 0, 0, 0, 0, 0, .. input, 0, 0, 0, 0];
                var padding = (8 - (section.Length % 8)) % 8;
                Read(Armor(Encode("none", "none", [], Keys.Value[0].PublicKey.Blob.Span, [.. section, .. Padding[..padding]], [])), null);
            },
        },
        new()
        {
            // The first byte chooses the cipher and the public key; the rest is the private section, which is encrypted before it is read, so
            // that what lies behind the decryption meets more than noise.
            Name = "private-key-encrypted",
            Words = FuzzTargets.Words,
            ShortPass = 60,
            MaxAllocation = 1024 * 1024,
            MaxTime = TimeSpan.FromSeconds(5),
            Seeds = () => Keys.Value.SelectMany((key, i) => Enumerable.Range(3 * i, 3).Select(
                choice => (byte[])[(byte)choice, .. Section(Decode(Text(key)))])),
            Run = input =>
            {
                using var passphrase = new SecretBytes(Encoding.ASCII.GetBytes(Passphrase));
                Read(Armor(Encrypt(input)), passphrase);
            },
        },
    ];

    private static ReadOnlySpan<byte> Text(SshPrivateKey key) => key.ExportOpenSsh("comment").Span;

    private static byte[] Decode(ReadOnlySpan<byte> text) => OpenSshKeyArmor.Decode(text).WrittenSpan.ToArray();

    private static byte[] Armor(byte[] data) => OpenSshKeyArmor.Encode(data).Span.ToArray();

    private static void Read(byte[] text, SecretBytes? passphrase)
    {
        using var key = SshPrivateKey.Parse(text, passphrase);
        using var again = SshPrivateKey.Parse(key.ExportOpenSsh("x").Span, null);
        BrokenLawException.Unless(again.PublicKey.Equals(key.PublicKey), "A key that was written is another when it is read.");
    }

    // What follows the public key in a file that is not encrypted.
    private static byte[] Section(byte[] file)
    {
        var reader = new SshReader(file.AsSpan("openssh-key-v1\0"u8.Length));
        reader.ReadString();
        reader.ReadString();
        reader.ReadString();
        reader.ReadUInt32();
        reader.ReadString();
        return reader.ReadString().ToArray();
    }

    private static byte[] Encrypt(byte[] input)
    {
        string[] names = ["aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com"];
        var choice = input.Length > 0 ? input[0] : 0;
        var name = names[choice % names.Length];
        var section = input[Math.Min(1, input.Length)..];
        Array.Resize(ref section, (section.Length + 15) / 16 * 16);
        var keys = FileKeys.Value;
        var tag = new byte[name.Contains("gcm", StringComparison.Ordinal) ? 16 : 0];
        switch (name)
        {
            case "aes256-ctr":
                using (var ctr = new AesCtr(keys.AsSpan(0, 32), keys.AsSpan(32)))
                {
                    ctr.Transform(section, section);
                }

                break;
            case "aes256-cbc":
                using (var aes = Aes.Create())
                {
                    aes.SetKey(keys.AsSpan(0, 32));
                    aes.EncryptCbc(section, keys.AsSpan(32), section, PaddingMode.None);
                }

                break;
            default:
                using (var gcm = new AesGcm(keys.AsSpan(0, 32), 16))
                {
                    gcm.Encrypt(keys.AsSpan(32, 12), section, section, tag);
                }

                break;
        }

        return Encode(
            name,
            "bcrypt",
            [.. SshWriter.ToArray(options => options.WriteString("salt"u8)), 0, 0, 0, 1],
            Keys.Value[choice / names.Length % Keys.Value.Length].PublicKey.Blob.Span,
            section,
            tag);
    }

    private static byte[] Encode(
        string cipher, string kdf, byte[] options, ReadOnlySpan<byte> publicKey, byte[] section, byte[] tag)
    {
        var blob = publicKey.ToArray();
        return SshWriter.ToArray(writer =>
        {
            writer.WriteBytes("openssh-key-v1\0"u8);
            writer.WriteText(cipher);
            writer.WriteText(kdf);
            writer.WriteString(options);
            writer.WriteUInt32(1);
            writer.WriteString(blob);
            writer.WriteString(section);
            writer.WriteBytes(tag);
        });
    }
}

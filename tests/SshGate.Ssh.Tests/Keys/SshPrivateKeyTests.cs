using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

public sealed class SshPrivateKeyTests
{
    public static TheoryData<SshKeyKind> Kinds => [.. Enum.GetValues<SshKeyKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_reads_back_as_the_same_key(SshKeyKind kind)
    {
        using var text = KeyBlobs.Of(kind).ExportOpenSsh("comment");
        using var key = SshPrivateKey.Parse(text.Span, passphrase: null);
        Assert.Equal(KeyBlobs.Of(kind).PublicKey, key.PublicKey);
        using var again = key.ExportOpenSsh("comment");
        Assert.Equal(text.Length, again.Length);
    }

    [Fact]
    public void Prints_nothing_of_the_secret() =>
        Assert.Equal(KeyBlobs.Keys[0].PublicKey.ToString(), KeyBlobs.Keys[0].ToString());

    [Fact]
    public async Task Cannot_sign_or_export_after_dispose()
    {
        var key = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        key.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await key.SignAsync("ssh-ed25519", default, TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => key.ExportOpenSsh(""));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_file_is_refused_or_is_the_same_key(SshKeyKind kind)
    {
        var file = Decode(kind);

        // Reading an RSA key takes milliseconds: every seventh byte still meets each of its numbers many times.
        var step = kind == SshKeyKind.Rsa3072 ? 7 : 1;
        for (var index = 0; index < file.Length; index += step)
        {
            var damaged = file.ToArray();
            damaged[index] ^= (byte)(1 << (index % 8));
            if (TryParse(damaged) is { } key)
            {
                Assert.Equal(KeyBlobs.Of(kind).PublicKey, key.PublicKey);
                key.Dispose();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_strict_prefix_of_a_file_is_refused(SshKeyKind kind)
    {
        var file = Decode(kind);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Null(TryParse(file[..length]));
        }
    }

    [Fact]
    public void Any_bytes_are_refused_with_the_one_exception() => Prop.ForAll<byte[]>(bytes =>
    {
        Assert.Throws<SshKeyFormatException>(() => SshPrivateKey.Parse(bytes, passphrase: null));
        Assert.Null(TryParse(bytes));
        Assert.Null(TryParse([.. "openssh-key-v1\0"u8, .. bytes]));
        foreach (var type in new[] { "ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa" })
        {
            Assert.Null(TryParse(File("none", "none", [], Section(type, bytes))));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Numbers_that_do_not_belong_together_are_refused()
    {
        var numbers = new[] { "", "01", "02", "80", "ffff" }.Select(Hex.Decode).Append(KeyBlobs.Odd(1024)).ToArray();
        foreach (var p in numbers)
        {
            foreach (var q in numbers)
            {
                var fields = SshWriter.ToArray(w =>
                {
                    w.WriteMpint(KeyBlobs.Odd(2048));
                    w.WriteMpint([1, 0, 1]);
                    w.WriteMpint(KeyBlobs.Odd(2047));
                    w.WriteMpint(KeyBlobs.Odd(1000));
                    w.WriteMpint(p);
                    w.WriteMpint(q);
                    w.WriteText("comment");
                });
                Assert.Null(TryParse(File("none", "none", [], Section("ssh-rsa", fields))));
            }
        }
    }

    [Theory]
    [InlineData("bcrypt", 0u, SshKeyFormatReason.Damaged)]
    [InlineData("bcrypt", 1025u, SshKeyFormatReason.Unsupported)]
    [InlineData("bcrypt", uint.MaxValue, SshKeyFormatReason.Unsupported)]
    [InlineData("none", 16u, SshKeyFormatReason.Unsupported)]
    [InlineData("scrypt", 16u, SshKeyFormatReason.Unsupported)]
    public void A_key_derivation_that_is_unknown_or_costs_too_much_is_refused(
        string kdf, uint rounds, SshKeyFormatReason reason)
    {
        var options = SshWriter.ToArray(w =>
        {
            w.WriteString(new byte[16]);
            w.WriteUInt32(rounds);
        });
        AssertRefused(reason, File("aes256-ctr", kdf, options, new byte[64]));
    }

    [Theory]
    [InlineData("3des-cbc", SshKeyFormatReason.Unsupported)]
    [InlineData("chacha20-poly1305@openssh.com", SshKeyFormatReason.Unsupported)]
    [InlineData("none", SshKeyFormatReason.Damaged)]
    public void A_cipher_that_is_unknown_or_contradicted_is_refused(string cipher, SshKeyFormatReason reason) =>
        AssertRefused(reason, File(cipher, "bcrypt", [], new byte[64]));

    [Fact]
    public void A_salt_that_is_missing_or_huge_is_refused()
    {
        foreach (var length in new[] { 0, 65 })
        {
            var options = SshWriter.ToArray(w =>
            {
                w.WriteString(new byte[length]);
                w.WriteUInt32(16);
            });
            AssertRefused(SshKeyFormatReason.Damaged, File("aes256-ctr", "bcrypt", options, new byte[64]));
        }
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused() =>
        AssertRefused(SshKeyFormatReason.NotAPrivateKey, new byte[100_000]);

    private static byte[] Decode(SshKeyKind kind)
    {
        using var text = KeyBlobs.Of(kind).ExportOpenSsh("comment");
        using var data = OpenSshKeyArmor.Decode(text.Span);
        return data.WrittenSpan.ToArray();
    }

    private static byte[] File(string cipher, string kdf, byte[] options, byte[] section) => SshWriter.ToArray(w =>
    {
        w.WriteBytes("openssh-key-v1\0"u8);
        w.WriteText(cipher);
        w.WriteText(kdf);
        w.WriteString(options);
        w.WriteUInt32(1);
        w.WriteString([]);
        w.WriteString(section);
    });

    private static byte[] Section(string type, byte[] fields)
    {
        var section = SshWriter.ToArray(w =>
        {
            w.WriteUInt64(0);
            w.WriteText(type);
            w.WriteBytes(fields);
        });
        return [.. section, .. Enumerable.Range(1, 8).Select(i => (byte)i).Take((8 - (section.Length % 8)) % 8)];
    }

    private static SshPrivateKey? TryParse(byte[] file)
    {
        using var text = OpenSshKeyArmor.Encode(file);
        try
        {
            return SshPrivateKey.Parse(text.Span, passphrase: null);
        }
        catch (SshKeyFormatException)
        {
            return null;
        }
    }

    private static void AssertRefused(SshKeyFormatReason reason, byte[] file)
    {
        using var passphrase = new SecretBytes("secret"u8);
        using var text = OpenSshKeyArmor.Encode(file);
        var thrown = Assert.Throws<SshKeyFormatException>(() => SshPrivateKey.Parse(text.Span, passphrase));
        Assert.Equal(reason, thrown.Reason);
    }
}

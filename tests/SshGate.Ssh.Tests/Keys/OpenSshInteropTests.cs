using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>Keys and signatures exchanged with the real ssh-keygen.</summary>
public sealed class OpenSshInteropTests
{
    private const string Namespace = "test";

    public static TheoryData<string, string> KeyTypes => new()
    {
        { "ed25519", "256" },
        { "ecdsa", "256" },
        { "ecdsa", "384" },
        { "ecdsa", "521" },
        { "rsa", "2048" },
        { "rsa", "3072" },
        { "rsa", "4096" },
    };

    public static TheoryData<string, int> FileCiphers => new()
    {
        { "aes256-ctr", 16 },
        { "aes256-ctr", 1 },
        { "aes256-ctr", 24 },
        { "aes192-ctr", 2 },
        { "aes128-ctr", 2 },
        { "aes256-cbc", 2 },
        { "aes128-gcm@openssh.com", 2 },
        { "aes256-gcm@openssh.com", 2 },
    };

    public static TheoryData<SshKeyKind> Kinds => [SshKeyKind.Ed25519, SshKeyKind.EcdsaP256, SshKeyKind.Rsa3072];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public async Task Reads_keys_of_ssh_keygen_and_signs_so_that_it_agrees(string type, string bits)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("key");
        SshKeygen.Run("-q", "-t", type, "-b", bits, "-N", "", "-C", "a comment", "-f", path);
        using var key = SshPrivateKey.Parse(File.ReadAllBytes(path), passphrase: null);

        Assert.True(SshPublicKey.TryParseOpenSsh(File.ReadAllText(path + ".pub"), out var published, out var comment));
        Assert.Equal("a comment", comment);
        Assert.Equal(published, key.PublicKey);
        Assert.Equal(File.ReadAllText(path + ".pub").Trim(), key.PublicKey.ToOpenSsh("a comment"));
        Assert.Contains(key.PublicKey.Fingerprint, SshKeygen.Run("-l", "-f", path + ".pub"), StringComparison.Ordinal);

        await AssertSignaturesAgree(folder, path, key);
    }

    [Theory]
    [MemberData(nameof(FileCiphers))]
    public void Reads_encrypted_keys_of_ssh_keygen(string cipher, int rounds)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("key");
        SshKeygen.Run(
            "-q", "-t", "ed25519", "-N", "correct horse €", "-Z", cipher, "-a", $"{rounds}", "-f", path);
        var text = File.ReadAllBytes(path);
        using var passphrase = new SecretBytes("correct horse €"u8);
        using var key = SshPrivateKey.Parse(text, passphrase);
        Assert.True(SshPublicKey.TryParseOpenSsh(File.ReadAllText(path + ".pub"), out var published, out _));
        Assert.Equal(published, key.PublicKey);

        using var wrong = new SecretBytes("correct horse"u8);
        AssertRefused(SshKeyFormatReason.WrongPassphrase, text, wrong);
        AssertRefused(SshKeyFormatReason.PassphraseNeeded, text, passphrase: null);
        using var empty = new SecretBytes([]);
        AssertRefused(SshKeyFormatReason.PassphraseNeeded, text, empty);
    }

    [Theory]
    [InlineData("ecdsa", "521")]
    [InlineData("rsa", "3072")]
    public void Reads_encrypted_keys_of_every_type(string type, string bits)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("key");
        SshKeygen.Run("-q", "-t", type, "-b", bits, "-N", "secret", "-a", "2", "-f", path);
        using var passphrase = new SecretBytes("secret"u8);
        using var key = SshPrivateKey.Parse(File.ReadAllBytes(path), passphrase);
        Assert.Equal(File.ReadAllText(path + ".pub").Split(' ')[1], Convert.ToBase64String(key.PublicKey.Blob.Span));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Writes_keys_that_ssh_keygen_reads_and_signs_with(SshKeyKind kind)
    {
        using var folder = new TemporaryFolder();
        using var key = SshPrivateKey.Generate(kind);
        using var text = key.ExportOpenSsh("made here");
        var path = folder.WriteKey("key", text.Span);
        Assert.Equal(key.PublicKey.ToOpenSsh("made here"), SshKeygen.Run("-y", "-f", path));
        Assert.Contains(key.PublicKey.Fingerprint, SshKeygen.Run("-l", "-f", path), StringComparison.Ordinal);
        File.WriteAllText(path + ".pub", key.PublicKey.ToOpenSsh() + "\n");
        await AssertSignaturesAgree(folder, path, key);

        using var again = SshPrivateKey.Parse(text.Span, passphrase: null);
        Assert.Equal(key.PublicKey, again.PublicKey);
    }

    [Theory]
    [InlineData("rsa", "1024")]
    [InlineData("dsa", "1024")]
    public void Refuses_weak_keys(string type, string bits)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("key");
        if (SshKeygen.Try("-q", "-t", type, "-b", bits, "-N", "", "-f", path).ExitCode != 0)
        {
            Assert.Skip("This ssh-keygen makes no such keys.");
        }

        Assert.False(SshPublicKey.TryParseOpenSsh(File.ReadAllText(path + ".pub"), out _, out _));
        Assert.Throws<SshKeyFormatException>(() => SshPrivateKey.Parse(File.ReadAllBytes(path), passphrase: null));
    }

    [Fact]
    public void Names_the_older_formats_and_what_to_do_about_them()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("key");
        SshKeygen.Run("-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", path);
        var thrown = AssertRefused(SshKeyFormatReason.Unsupported, File.ReadAllBytes(path), passphrase: null);
        Assert.Contains("ssh-keygen -p", thrown.Message, StringComparison.Ordinal);
    }

    // ssh-keygen -Y signs "SSHSIG", string namespace, string reserved, string hash, string H(message)
    // (PROTOCOL.sshsig).
    private static async Task AssertSignaturesAgree(TemporaryFolder folder, string path, SshPrivateKey key)
    {
        var message = folder.File("message");
        File.WriteAllText(message, "attack at dawn");
        SshKeygen.Run("-Y", "sign", "-q", "-f", path, "-n", Namespace, message);
        var theirs = SshSig.Decode(File.ReadAllText(message + ".sig"));
        var signed = SshSig.SignedData(Namespace, "attack at dawn"u8);
        Assert.True(key.PublicKey.Verify(SshSig.AlgorithmOf(theirs), signed, theirs));
        var other = SshSig.SignedData(Namespace, "at dusk"u8);
        Assert.False(key.PublicKey.Verify(SshSig.AlgorithmOf(theirs), other, theirs));

        var allowed = folder.File("allowed");
        File.WriteAllText(allowed, $"me {key.PublicKey.ToOpenSsh()}\n");
        foreach (var algorithm in key.SignatureAlgorithms)
        {
            var ours = await key.SignAsync(algorithm, signed, TestContext.Current.CancellationToken);
            Assert.True(key.PublicKey.Verify(algorithm, signed, ours));
            var signature = folder.File(algorithm);
            File.WriteAllText(signature, SshSig.Encode(key.PublicKey, Namespace, ours));
            AssertAccepted(allowed, signature, message);
        }
    }

    // The message comes by standard input, so a shell joins them; every name here is ours.
    private static void AssertAccepted(string allowed, string signature, string message)
    {
        using var process = System.Diagnostics.Process.Start(
            "/bin/sh",
            [
                "-c",
                "exec ssh-keygen -Y verify -f \"$1\" -I me -n \"$2\" -s \"$3\" < \"$4\" > /dev/null",
                "sh",
                allowed,
                Namespace,
                signature,
                message,
            ]);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.True(process.ExitCode == 0, $"ssh-keygen does not accept:\n{File.ReadAllText(signature)}");
    }

    private static SshKeyFormatException AssertRefused(SshKeyFormatReason reason, byte[] text, SecretBytes? passphrase)
    {
        var thrown = Assert.Throws<SshKeyFormatException>(() => SshPrivateKey.Parse(text, passphrase));
        Assert.Equal(reason, thrown.Reason);
        return thrown;
    }
}

using System.Security.Cryptography;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.RealPeers;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>Keys of authenticators (OpenSSH PROTOCOL.u2f).</summary>
public sealed class HardwareKeyTests
{
    private static readonly byte[] Data = "attack at dawn"u8.ToArray();

    public static TheoryData<string> PlainTypes => ["ssh-ed25519", "ecdsa-sha2-nistp256"];

    [Theory]
    [MemberData(nameof(PlainTypes))]
    public async Task A_touched_authenticator_signs(string plainType)
    {
        var signer = new HardwareSigner(TestKeys.Of(plainType));

        Assert.Equal($"sk-{plainType}@openssh.com", signer.PublicKey.KeyType);
        Assert.True(await VerifiesAsync(signer));
    }

    [Theory]
    [MemberData(nameof(PlainTypes))]
    public async Task A_signature_without_a_touch_is_refused(string plainType)
    {
        var key = TestKeys.Of(plainType);

        Assert.False(await VerifiesAsync(new HardwareSigner(key) { Flags = 0 }));
        Assert.False(await VerifiesAsync(new HardwareSigner(key) { Flags = 4 }));
        Assert.True(await VerifiesAsync(new HardwareSigner(key) { Flags = 5 }));
    }

    [Theory]
    [MemberData(nameof(PlainTypes))]
    public async Task A_touch_that_was_added_later_is_refused(string plainType) =>
        Assert.False(await VerifiesAsync(new HardwareSigner(TestKeys.Of(plainType)) { Flags = 0, ClaimedFlags = 1 }));

    [Theory]
    [MemberData(nameof(PlainTypes))]
    public async Task A_signature_for_another_application_is_refused(string plainType) =>
        Assert.False(await VerifiesAsync(new HardwareSigner(TestKeys.Of(plainType)) { SignedApplication = "https://evil" }));

    [Theory]
    [MemberData(nameof(PlainTypes))]
    public async Task A_signature_is_good_for_its_data_only_and_has_no_spare_bit(string plainType)
    {
        var signer = new HardwareSigner(TestKeys.Of(plainType));
        var signature = await signer.SignAsync(signer.PublicKey.KeyType, Data, TestContext.Current.CancellationToken);

        Assert.False(signer.PublicKey.Verify(signer.PublicKey.KeyType, "attack at dusk"u8, signature));
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(signer.PublicKey.Verify(signer.PublicKey.KeyType, Data, signature), $"Bit {bit} does not count.");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var length = 0; length < signature.Length; length++)
        {
            Assert.False(signer.PublicKey.Verify(signer.PublicKey.KeyType, Data, signature.AsSpan(0, length)));
        }

        Assert.False(signer.PublicKey.Verify(signer.PublicKey.KeyType, Data, [.. signature, 0]));
    }

    [Theory]
    [MemberData(nameof(PlainTypes))]
    public async Task Plain_signatures_and_sk_signatures_do_not_pass_for_each_other(string plainType)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var plain = TestKeys.Of(plainType);
        var signer = new HardwareSigner(plain);
        var skType = signer.PublicKey.KeyType;
        var plainSignature = await plain.SignAsync(plainType, Data, cancellation);
        var skSignature = await signer.SignAsync(skType, Data, cancellation);

        Assert.False(signer.PublicKey.Verify(skType, Data, plainSignature));
        Assert.False(signer.PublicKey.Verify(plainType, Data, plainSignature));
        Assert.False(plain.PublicKey.Verify(plainType, Data, skSignature));
        Assert.False(plain.PublicKey.Verify(skType, Data, skSignature));
    }

    [Fact]
    public void Malformed_keys_are_refused()
    {
        var ed25519 = HardwareSigner.Blob(TestKeys.Ed25519.PublicKey, HardwareSigner.Application);
        Assert.True(SshPublicKey.TryParse(ed25519, out _));
        Assert.False(SshPublicKey.TryParse(ed25519.AsSpan()[..^1], out _));
        Assert.False(SshPublicKey.TryParse([.. ed25519, 0], out _));
        Assert.False(SshPublicKey.TryParse(HardwareSigner.Blob(TestKeys.Ed25519.PublicKey, "a\0b"), out _));
        Assert.False(SshPublicKey.TryParse(HardwareSigner.Blob(TestKeys.Ed25519.PublicKey, new string('a', 257)), out _));
        Assert.False(SshPublicKey.TryParse(HardwareSigner.Blob(TestKeys.Rsa.PublicKey, "ssh:"), out _));

        // No other curve, and no point beside the curve.
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var point = p384.ExportParameters(false).Q;
        Assert.False(SshPublicKey.TryParse(Sk("nistp384", [4, .. point.X!, .. point.Y!]), out _));
        Assert.False(SshPublicKey.TryParse(Sk("nistp256", [4, .. new byte[63], 1]), out _));
    }

    [Theory]
    [InlineData("ed25519-sk")]
    [InlineData("ecdsa-sk")]
    public void Reads_keys_and_signatures_of_ssh_keygen_with_an_authenticator(string type)
    {
        var provider = ExternalProgram.Find("misc/sk-dummy/sk-dummy.so");
        using var folder = new TemporaryFolder();
        SshKeygen.Run("-q", "-t", type, "-w", provider, "-N", "", "-C", "", "-f", folder.File("key"));
        Assert.True(SshPublicKey.TryParseOpenSsh(File.ReadAllText(folder.File("key.pub")), out var key, out _));
        Assert.Contains(key.Fingerprint, SshKeygen.Run("-l", "-f", folder.File("key.pub")), StringComparison.Ordinal);

        File.WriteAllBytes(folder.File("message"), Data);
        SshKeygen.RunWith(
            [("SSH_SK_PROVIDER", provider)], "-Y", "sign", "-q", "-f", folder.File("key"), "-n", "test", folder.File("message"));
        var signature = SshSig.Decode(File.ReadAllText(folder.File("message.sig")));

        Assert.Equal(key.KeyType, SshSig.AlgorithmOf(signature));
        Assert.True(key.Verify(key.KeyType, SshSig.SignedData("test", Data), signature));
        Assert.False(key.Verify(key.KeyType, SshSig.SignedData("tent", Data), signature));
    }

    private static byte[] Sk(string curve, byte[] point) => SshWriter.ToArray(writer =>
    {
        writer.WriteText("sk-ecdsa-sha2-nistp256@openssh.com");
        writer.WriteText(curve);
        writer.WriteString(point);
        writer.WriteText("ssh:");
    });

    private static async Task<bool> VerifiesAsync(HardwareSigner signer)
    {
        var algorithm = signer.PublicKey.KeyType;
        var signature = await signer.SignAsync(algorithm, Data, TestContext.Current.CancellationToken);
        return signer.PublicKey.Verify(algorithm, Data, signature);
    }
}

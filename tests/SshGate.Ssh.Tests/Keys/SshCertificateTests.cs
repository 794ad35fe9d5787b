using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>What is a certificate at all (OpenSSH PROTOCOL.certkeys).</summary>
public sealed class SshCertificateTests
{
    public static TheoryData<SshKeyKind> Kinds => [.. Enum.GetValues<SshKeyKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_byte_of_a_certificate_counts(SshKeyKind authority)
    {
        var blob = new ForgedCertificate
        {
            Authority = KeyBlobs.Of(authority),
            CriticalOptions = [ForgedCertificate.Option("force-command", "uptime")],
            Extensions = [ForgedCertificate.Flag("permit-pty")],
        }.ToBlob();
        Assert.True(SshCertificate.TryParse(blob, out _));

        // An RSA signature takes its time: one bit of each byte there.
        for (var index = 0; index < blob.Length; index++)
        {
            for (var bit = authority == SshKeyKind.Rsa3072 ? 7 : 0; bit < 8; bit++)
            {
                blob[index] ^= (byte)(1 << bit);
                Assert.False(SshCertificate.TryParse(blob, out _), $"Bit {bit} of byte {index} does not count.");
                blob[index] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void Neither_more_nor_less_than_a_certificate_is_one()
    {
        var blob = new ForgedCertificate().ToBlob();
        for (var length = 0; length < blob.Length; length++)
        {
            Assert.False(SshCertificate.TryParse(blob.AsSpan(0, length), out _));
        }

        Assert.False(SshCertificate.TryParse([.. blob, 0], out _));
        Assert.False(SshCertificate.TryParse(TestKeys.Ed25519.PublicKey.Blob.Span, out _));
        Assert.False(SshPublicKey.TryParse(blob, out _));
    }

    [Fact]
    public void A_certificate_is_no_authority()
    {
        var inner = new ForgedCertificate { Key = KeyBlobs.Of(SshKeyKind.EcdsaP256).PublicKey };
        var nested = new ForgedCertificate { AuthorityBlob = inner.ToBlob() };

        Assert.True(SshCertificate.TryParse(inner.ToBlob(), out _));
        Assert.False(SshCertificate.TryParse(nested.ToBlob(), out _));
    }

    [Fact]
    public void Another_authority_than_the_one_that_signed_is_refused() => Assert.False(SshCertificate.TryParse(
        new ForgedCertificate { AuthorityBlob = TestKeys.Ecdsa.PublicKey.Blob.ToArray() }.ToBlob(), out _));

    [Fact]
    public void A_type_name_that_does_not_fit_the_key_is_refused()
    {
        string[] types =
        [
            "ssh-ed25519", "ssh-rsa-cert-v01@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com",
            "ecdsa-sha2-nistp256-cert-v01@openssh.com", "ssh-ed25519-cert-v00@openssh.com",
            "rsa-sha2-512-cert-v01@openssh.com", "ssh-dss-cert-v01@openssh.com", "",
        ];
        Assert.All(types, type =>
            Assert.False(SshCertificate.TryParse(new ForgedCertificate { Type = type }.ToBlob(), out _)));
    }

    [Fact]
    public void Fields_beyond_their_bounds_are_refused()
    {
        var good = new ForgedCertificate();
        ForgedCertificate[] bad =
        [
            good with { Kind = 0 },
            good with { Kind = 3 },
            good with { NonceBytes = 257 },
            good with { KeyId = "a\0b" },
            good with { KeyId = new string('a', 1025) },
            good with { Principals = ["alice\0"] },
            good with { Principals = [new string('a', 257)] },
            good with { Principals = [.. Enumerable.Range(0, 257).Select(i => $"u{i}")] },
            good with { CriticalOptions = [.. Enumerable.Range(0, 65).Select(i => ForgedCertificate.Flag($"o{i:000}"))] },
            good with { CriticalOptions = [ForgedCertificate.Flag("b"), ForgedCertificate.Flag("a")] },
            good with { CriticalOptions = [ForgedCertificate.Flag("a"), ForgedCertificate.Flag("a")] },
            good with { CriticalOptions = [ForgedCertificate.Flag("")] },
            good with { Extensions = [ForgedCertificate.Flag("permit-pty"), ForgedCertificate.Flag("permit-X11-forwarding")] },
            good with { Extensions = [ForgedCertificate.Flag(new string('a', 65))] },
            good with { Extensions = [("big", new byte[70_000])] },
        ];
        Assert.All(bad, forged => Assert.False(SshCertificate.TryParse(forged.ToBlob(), out _)));

        ForgedCertificate[] fine =
        [
            good,
            good with { NonceBytes = 0 },
            good with { Reserved = "ignored" },
            good with { Principals = [] },
            good with { Principals = [.. Enumerable.Range(0, 256).Select(i => $"u{i}")] },
            good with { Extensions = [("unknown@example.org", [1, 2, 3])] },
        ];
        Assert.All(fine, forged => Assert.True(SshCertificate.TryParse(forged.ToBlob(), out _)));
    }

    [Fact]
    public void The_key_in_a_certificate_is_as_strict_as_any()
    {
        var good = new ForgedCertificate().ToBlob();

        // Behind the type name and the nonce: a point that is not 32 bytes long.
        var keyAt = 4 + "ssh-ed25519-cert-v01@openssh.com".Length + 4 + 32;
        Assert.Equal([0, 0, 0, 32], good.AsSpan(keyAt, 4).ToArray());
        byte[] shorter = [.. good.AsSpan(0, keyAt), 0, 0, 0, 31, .. good.AsSpan(keyAt + 5)];

        Assert.Throws<SshProtocolException>(() => SshCertificate.Parse(shorter));
    }

    [Fact]
    public void An_authenticator_may_be_certified_and_be_the_authority()
    {
        var certificate = new ForgedCertificate
        {
            Key = new HardwareSigner(TestKeys.Ed25519).PublicKey,
            Authority = new HardwareSigner(TestKeys.Ecdsa),
            CriticalOptions = [ForgedCertificate.Flag("verify-required")],
            Extensions = [ForgedCertificate.Flag("no-touch-required")],
        }.Parse();

        Assert.Equal("sk-ssh-ed25519-cert-v01@openssh.com", certificate.KeyType);
        Assert.Equal("sk-ecdsa-sha2-nistp256@openssh.com", certificate.SignatureAlgorithm);
        Assert.True(certificate.VerifyRequired);
        Assert.True(certificate.NoTouchRequired);
        Assert.False(SshCertificate.TryParse(
            new ForgedCertificate { Authority = new HardwareSigner(TestKeys.Ecdsa) { Flags = 0 } }.ToBlob(), out _));
    }

    [Fact]
    public void Lines_of_files_have_one_form()
    {
        var certificate = new ForgedCertificate().Parse();
        var line = certificate.ToOpenSsh("a comment");

        Assert.True(SshCertificate.TryParseOpenSsh(line + "\n", out var again));
        Assert.Equal(certificate, again);
        Assert.Equal(certificate.GetHashCode(), again.GetHashCode());
        Assert.False(SshCertificate.TryParseOpenSsh("ssh-ed25519" + line[line.IndexOf(' ')..], out _));
        Assert.False(SshCertificate.TryParseOpenSsh(line + "\n" + line, out _));
        Assert.False(SshPublicKey.TryParseOpenSsh(line, out _, out _));
        Assert.False(SshCertificate.TryParseOpenSsh(TestKeys.Ed25519.PublicKey.ToOpenSsh(), out _));
        Assert.False(SshCertificate.TryParseOpenSsh("", out _));
        Assert.Throws<ArgumentException>(() => certificate.ToOpenSsh("a\nb"));
    }
}

using System.Net;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.RealPeers;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>The keys and certificates of OpenSSH's own tests, as its package installs them.</summary>
public sealed class OpenSshTestDataTests
{
    public static TheoryData<string, SshCertificateProblem?> Options => new()
    {
        { "all_permit", null },
        { "no_permit", null },
        { "only_pty", null },
        { "sourceaddr", null },
        { "bad_sourceaddr", SshCertificateProblem.MalformedOption },
        { "force_command", SshCertificateProblem.UnknownCriticalOption },
        { "unknown_critical", SshCertificateProblem.UnknownCriticalOption },
        { "host", SshCertificateProblem.WrongKind },
    };

    [Fact]
    public void Every_key_and_certificate_is_read_as_ssh_keygen_reads_it_or_is_too_weak()
    {
        var (read, refused) = (0, 0);
        foreach (var path in Files("*.pub"))
        {
            var listed = SshKeygen.Try("-l", "-f", path);
            if (listed.ExitCode != 0)
            {
                // Keys of SSH 1, and parameters as numbers.
                continue;
            }

            var line = File.ReadAllText(path);
            var isKey = SshPublicKey.TryParseOpenSsh(line, out var key, out _);
            var isCertificate = SshCertificate.TryParseOpenSsh(line, out var certificate);
            if (IsWeak(path, listed.Output))
            {
                Assert.False(isKey || isCertificate, path);
                refused++;
                continue;
            }

            Assert.True(isKey ^ isCertificate, path);
            Assert.Contains((key ?? certificate!.Key).Fingerprint, listed.Output, StringComparison.Ordinal);
            read++;
        }

        Assert.True(read > 20 && refused > 10, $"{read} read, {refused} refused");
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_are_judged_as_openssh_judges_them(string name, SshCertificateProblem? problem)
    {
        var path = Files("*.cert").Single(file => Path.GetFileNameWithoutExtension(file) == name);
        Assert.True(SshCertificate.TryParseOpenSsh(File.ReadAllText(path), out var certificate));

        var use = new SshCertificateUse
        {
            Kind = SshCertificateKind.User,
            Name = certificate.Principals is [var first, ..] ? first : null,
            Time = certificate.ValidAfter,
            Source = IPAddress.Parse("127.0.0.1"),
        };

        Assert.Equal(problem, certificate.Check(use));
    }

    // DSA, RSA below 2048 bits, and signatures of authorities with SHA-1.
    private static bool IsWeak(string path, string listed) =>
        listed.Contains("(DSA", StringComparison.Ordinal)
        || (listed.Contains("(RSA", StringComparison.Ordinal) && int.Parse(listed.Split(' ')[0]) < 2048)
        || (listed.Contains("-CERT)", StringComparison.Ordinal)
            && SshKeygen.Run("-L", "-f", path).Contains("(using ssh-rsa)", StringComparison.Ordinal));

    private static string[] Files(string pattern)
    {
        var marker = ExternalProgram.Find("unittests/sshkey/testdata/ed25519_1-cert.pub");
        var root = marker[..^"unittests/sshkey/testdata/ed25519_1-cert.pub".Length];
        return Directory.GetFiles(root, pattern, SearchOption.AllDirectories);
    }
}

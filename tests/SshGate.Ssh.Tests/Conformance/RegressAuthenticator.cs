using System.IO.Enumeration;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.RealPeers;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>
/// Logs in who has a key of AuthorizedKeysFile, or a certificate of an authority there or in TrustedUserCAKeys for a name that
/// is meant, as far as the suite asks for it.
/// </summary>
/// <param name="config">The server's configuration.</param>
/// <param name="connection">The value of SSH_CONNECTION.</param>
internal sealed class RegressAuthenticator(RegressConfig config, string connection) : IServerAuthenticator
{
    private const string ForceCommand = "force-command";

    public IReadOnlyList<string> Methods => ["publickey"];

    public IReadOnlyList<string> EnforcedCertificateOptions => [ForceCommand];

    public async ValueTask<bool> WouldAcceptAsync(PublicKeyOffer offer, CancellationToken cancellationToken) =>
        await FindAsync(offer.UserName, offer.Key, offer.Certificate, offer.Algorithm) is not null;

    public async ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt is not PublicKeyProof proof
            || await FindAsync(proof.UserName, proof.Key, proof.Certificate, proof.Algorithm) is not { } line)
        {
            return new AuthOutcome.Rejected();
        }

        // Two that disagree leave nothing that may be run.
        var (ofLine, ofCertificate) = (line["command"], proof.Certificate?.ForceCommand);
        return ofLine is not null && ofCertificate is not null && ofLine != ofCertificate
            ? new AuthOutcome.Rejected()
            : new AuthOutcome.Accepted(new SystemConnection(config, connection, ofLine ?? ofCertificate));
    }

    /// <summary>The line that lets the key in.</summary>
    private async Task<AuthorizedLine?> FindAsync(string user, SshPublicKey key, SshCertificate? certificate, string algorithm)
    {
        // sshd passes what follows a colon, the style, to the login method.
        var account = user.Split(':')[0];
        if (account != Environment.UserName || !IsAllowed(algorithm) || await IsRevokedAsync(key, certificate))
        {
            return null;
        }

        var lines = Lines("AuthorizedKeysFile", account, words: 2);
        if (certificate is null)
        {
            return lines.FirstOrDefault(line => line["cert-authority"] is null && Holds(line, key));
        }

        var names = certificate.Principals;
        return lines.FirstOrDefault(line => line["cert-authority"] is not null && Holds(line, certificate.Authority)
                && (line["principals"] is { } meant ? names.Intersect(meant.Split(',')).Any() : IsFor(names, account)))
            ?? (Lines("TrustedUserCAKeys", account, words: 2).Any(line => Holds(line, certificate.Authority))
                ? FindPrincipal(names, account)
                : null);
    }

    private AuthorizedLine? FindPrincipal(IReadOnlyList<string> names, string account) =>
        config["AuthorizedPrincipalsFile"] is null
            ? names.Contains(account) ? new AuthorizedLine(account, words: 1) : null
            : Lines("AuthorizedPrincipalsFile", account, words: 1)
                .FirstOrDefault(line => names.Contains(line.Text) && line.HasOnly("command"));

    /// <summary>The line of an authority takes a certificate for nobody in particular as well.</summary>
    private static bool IsFor(IReadOnlyList<string> names, string account) => names.Count == 0 || names.Contains(account);

    private static bool Holds(AuthorizedLine line, SshPublicKey key) =>
        SshPublicKey.TryParseOpenSsh(line.Text, out var found, out _) && found.Equals(key);

    private bool IsAllowed(string algorithm) => config["PubkeyAcceptedAlgorithms"] is not { } patterns
        || patterns.Split(',').Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, algorithm, ignoreCase: false));

    /// <summary>RevokedKeys: lines of keys, or the binary list that only ssh-keygen reads here.</summary>
    private async Task<bool> IsRevokedAsync(SshPublicKey key, SshCertificate? certificate)
    {
        if (config["RevokedKeys"] is not { } path)
        {
            return false;
        }

        if ((await File.ReadAllBytesAsync(path)).AsSpan().StartsWith("SSHKRL"u8))
        {
            using var folder = new TemporaryFolder();
            await File.WriteAllTextAsync(folder.File("key.pub"), certificate?.ToOpenSsh() ?? key.ToOpenSsh());
            return (await ExternalProgram.RunAsync("ssh-keygen", ["-Qf", path, folder.File("key.pub")])).ExitCode != 0;
        }

        return Lines("RevokedKeys", "", words: 2)
            .Any(line => Holds(line, key) || (certificate is not null && Holds(line, certificate.Authority)));
    }

    private AuthorizedLine[] Lines(string keyword, string account, int words)
    {
        var path = config[keyword]?.Replace("%u", account, StringComparison.Ordinal);
        return path is not null && File.Exists(path)
            ? [.. File.ReadAllLines(path).Where(line => line.Trim().Length > 0).Select(line => new AuthorizedLine(line.Trim(), words))]
            : [];
    }
}

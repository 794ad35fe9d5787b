using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>
/// A host key of every type that the library knows, with a certificate; the keys that it does not make are ssh-keygen's.
/// </summary>
internal static class MatrixKeys
{
    /// <summary>Certificates name the host by the address that every test connects to.</summary>
    public const string HostName = "127.0.0.1";

    private static readonly Lazy<SshPrivateKey> EcdsaP384 = new(() => Generate("384"));
    private static readonly Lazy<SshPrivateKey> EcdsaP521 = new(() => Generate("521"));

    /// <summary>Who signed the certificates.</summary>
    public static SshPrivateKey Authority { get; } = SshPrivateKey.Generate(SshKeyKind.Ed25519);

    public static IReadOnlyList<SshPrivateKey> All { get; } =
        [.. AlgorithmTable.PlainHostKeyAlgorithms.Select(Key).Distinct()];

    private static readonly Dictionary<SshPrivateKey, SshCertificate> Certificates =
        All.ToDictionary(key => key, Certify);

    /// <summary>The signer that leads to this host key algorithm and to no other.</summary>
    public static ISshSigner For(string algorithm)
    {
        var key = Key(algorithm);
        ISshSigner signer = AlgorithmTable.Find(algorithm)!.IsCertificate ? new CertifiedSigner(key, Certificate(key)) : key;
        return new OneAlgorithmSigner(signer, algorithm);
    }

    public static SshCertificate Certificate(SshPrivateKey key) => Certificates[key];

    private static SshPrivateKey Key(string algorithm) => AlgorithmTable.Find(algorithm)?.KeyType switch
    {
        AlgorithmTable.Ed25519 => TestKeys.Ed25519,
        AlgorithmTable.EcdsaP256 => TestKeys.Ecdsa,
        AlgorithmTable.EcdsaP384 => EcdsaP384.Value,
        AlgorithmTable.EcdsaP521 => EcdsaP521.Value,
        AlgorithmTable.Rsa => TestKeys.Rsa,
        var type => throw new ArgumentException($"The matrix has no host key of the type {type}.", nameof(algorithm)),
    };

    private static SshPrivateKey Generate(string bits)
    {
        using var folder = new TemporaryFolder();
        SshKeygen.Run("-q", "-t", "ecdsa", "-b", bits, "-N", "", "-f", folder.File("key"));
        return SshPrivateKey.Parse(File.ReadAllBytes(folder.File("key")), passphrase: null);
    }

    // An authority in memory signs at once.
    private static SshCertificate Certify(SshPrivateKey key) => SshCertificateIssuer.IssueAsync(
        new SshCertificateRequest
        {
            Kind = SshCertificateKind.Host,
            Key = key.PublicKey,
            KeyId = "matrix",
            Principals = [HostName],
            ValidAfter = DateTimeOffset.UtcNow.AddHours(-1),
            ValidBefore = DateTimeOffset.UtcNow.AddHours(24),
        },
        Authority,
        CancellationToken.None).AsTask().GetAwaiter().GetResult();
}

using System.Security.Cryptography;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Ssh.Transport;

/// <summary>The key exchange methods we run, best first; one whose primitive fails its self-test here is not offered.</summary>
internal static class KexMethods
{
    /// <summary>Marker names that are no methods: RFC 8308 §2.1 and the strict key exchange of OpenSSH 9.6.</summary>
    public const string ExtInfoClient = "ext-info-c";
    public const string ExtInfoServer = "ext-info-s";
    public const string StrictClient = "kex-strict-c-v00@openssh.com";
    public const string StrictServer = "kex-strict-s-v00@openssh.com";

    private static readonly KexMethod[] All =
    [
        new HybridKex("mlkem768x25519-sha256", HashAlgorithmName.SHA256, MlKem()),
        Curve25519("curve25519-sha256"),
        Curve25519("curve25519-sha256@libssh.org"),
        Nist("ecdh-sha2-nistp256", HashAlgorithmName.SHA256, () => new EcdhKeyAgreement(ECCurve.NamedCurves.nistP256)),
        Nist("ecdh-sha2-nistp384", HashAlgorithmName.SHA384, () => new EcdhKeyAgreement(ECCurve.NamedCurves.nistP384)),
        Nist("ecdh-sha2-nistp521", HashAlgorithmName.SHA512, () => new EcdhKeyAgreement(ECCurve.NamedCurves.nistP521)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(method => method.Name).Where(SelfTest.Passed)];

    public static KexMethod Get(string name) => All.First(method => method.Name == name);

    // Ours serves where the platform has none: OpenSSL before 3.5.
    private static Kem MlKem() => PlatformMlKem768.IsSupported ? new PlatformMlKem768() : new ManagedMlKem768();

    private static DiffieHellmanKex<X25519KeyAgreement> Curve25519(string name) => new(
        name,
        HashAlgorithmName.SHA256,
        static () => new X25519KeyAgreement(),
        static own => own.PublicKey,
        static (own, peer) => own.DeriveSecret(peer));

    private static DiffieHellmanKex<EcdhKeyAgreement> Nist(
        string name, HashAlgorithmName hash, Func<EcdhKeyAgreement> create) => new(
        name,
        hash,
        create,
        static own => own.PublicKey,
        static (own, peer) => own.DeriveSecret(peer));
}

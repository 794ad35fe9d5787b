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

    /// <summary>Hashes with SHA-1; a client offers it to a server that has nothing better, if its operator says so.</summary>
    public const string InsecureGroup14Sha1 = "diffie-hellman-group14-sha1";

    private static readonly (KexMethod Method, KexUse Use)[] Table =
    [
        (new HybridKex("mlkem768x25519-sha256", HashAlgorithmName.SHA256, MlKem()), KexUse.Both),
        (new HybridKex("sntrup761x25519-sha512", HashAlgorithmName.SHA512, new Sntrup761Kem()), KexUse.Both),
        (new HybridKex("sntrup761x25519-sha512@openssh.com", HashAlgorithmName.SHA512, new Sntrup761Kem()), KexUse.Both),
        (Curve25519("curve25519-sha256"), KexUse.Both),
        (Curve25519("curve25519-sha256@libssh.org"), KexUse.Both),
        (Nist("ecdh-sha2-nistp256", HashAlgorithmName.SHA256, NistCurve.P256), KexUse.Both),
        // A server computes 5 ms for nistp384, more than for group16 (4 ms) and X25519 (0.1 ms): no reason to leave it out, as some
        // may use nothing else. What a stranger gets of it is one key exchange per connection, in a turn (KexMachine.ProcessTurns).
        (Nist("ecdh-sha2-nistp384", HashAlgorithmName.SHA384, NistCurve.P384), KexUse.Both),
        (Nist("ecdh-sha2-nistp521", HashAlgorithmName.SHA512, NistCurve.P521), KexUse.Both),

        // For peers without curves. The larger a group, the more a stranger can make a server compute.
        (Modp("diffie-hellman-group16-sha512", HashAlgorithmName.SHA512, ModpGroup.Group16), KexUse.Both),
        (Modp("diffie-hellman-group18-sha512", HashAlgorithmName.SHA512, ModpGroup.Group18), KexUse.ClientOnly),
        (Modp("diffie-hellman-group14-sha256", HashAlgorithmName.SHA256, ModpGroup.Group14), KexUse.Both),
        (Modp(InsecureGroup14Sha1, HashAlgorithmName.SHA1, ModpGroup.Group14), KexUse.OnDemand),
    ];

    /// <summary>What a server offers.</summary>
    public static IReadOnlyList<string> Names { get; } = Select(KexUse.Both);

    /// <summary>What a client offers: the same and more.</summary>
    public static IReadOnlyList<string> ClientNames { get; } = Select(KexUse.Both, KexUse.ClientOnly);

    public static KexMethod Get(string name) => Table.First(row => row.Method.Name == name).Method;

    private static string[] Select(params IReadOnlyList<KexUse> uses) =>
        [.. Table.Where(row => uses.Contains(row.Use)).Select(row => row.Method.Name).Where(SelfTest.Passed)];

    // Ours serves where the platform has none: OpenSSL before 3.5.
    private static Kem MlKem() => PlatformMlKem768.IsSupported ? new PlatformMlKem768() : new ManagedMlKem768();

    private static DiffieHellmanKex<X25519KeyAgreement> Curve25519(string name) => new(
        name,
        HashAlgorithmName.SHA256,
        static () => new X25519KeyAgreement(),
        static own => own.PublicKey,
        static (own, peer) => own.DeriveSecret(peer));

    private static DiffieHellmanKex<EcdhKeyAgreement> Nist(string name, HashAlgorithmName hash, NistCurve curve) => new(
        name,
        hash,
        () => new EcdhKeyAgreement(curve),
        static own => own.PublicKey,
        static (own, peer) => own.DeriveSecret(peer));

    // e and f are mpints. On the wire and in the exchange hash these are strings of their contents, like Q_C and Q_S.
    private static DiffieHellmanKex<ModpKeyAgreement> Modp(string name, HashAlgorithmName hash, ModpGroup group) => new(
        name,
        hash,
        () => new ModpKeyAgreement(group),
        static own => own.PublicKey,
        static (own, peer) => own.DeriveSecret(peer));
}

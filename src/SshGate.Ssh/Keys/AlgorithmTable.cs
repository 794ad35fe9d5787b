using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The one table of key types, the signature algorithms each may use (RFC 8709 §6, RFC 5656 §3, RFC 8332 §3, OpenSSH
/// PROTOCOL.u2f) and the certificate forms of both (OpenSSH PROTOCOL.certkeys). Signing, verifying and negotiation read
/// it, so that no place can allow a pair that another forbids. ssh-rsa with SHA-1 stands beside it, ssh-dss nowhere.
/// </summary>
internal static class AlgorithmTable
{
    public const string Ed25519 = "ssh-ed25519";
    public const string EcdsaP256 = "ecdsa-sha2-nistp256";
    public const string EcdsaP384 = "ecdsa-sha2-nistp384";
    public const string EcdsaP521 = "ecdsa-sha2-nistp521";
    public const string Rsa = "ssh-rsa";
    public const string RsaSha256 = "rsa-sha2-256";
    public const string RsaSha512 = "rsa-sha2-512";
    public const string SkEd25519 = "sk-ssh-ed25519@openssh.com";
    public const string SkEcdsaP256 = "sk-ecdsa-sha2-nistp256@openssh.com";

    private const string Vendor = "@openssh.com";

    private static readonly (string KeyType, string[] Signatures)[] Rows =
    [
        (Ed25519, [Ed25519]),
        (EcdsaP256, [EcdsaP256]),
        (EcdsaP384, [EcdsaP384]),
        (EcdsaP521, [EcdsaP521]),
        (SkEd25519, [SkEd25519]),
        (SkEcdsaP256, [SkEcdsaP256]),
        (Rsa, [RsaSha512, RsaSha256]),
    ];

    private static readonly KeyAlgorithm[] Plain =
    [
        .. Rows.SelectMany(row => row.Signatures.Select(name => new KeyAlgorithm(name, row.KeyType, name, false)))
            .Where(algorithm => SelfTest.Passed(algorithm.Signature)),
    ];

    private static readonly KeyAlgorithm[] Certified =
    [
        .. Plain.Select(plain => plain with { Name = CertificateForm(plain.Name), IsCertificate = true }),
    ];

    /// <summary>
    /// Every signature algorithm that works on this machine, in our order of preference: for server-sig-algs
    /// (RFC 8308 §3.1).
    /// </summary>
    public static IReadOnlyList<string> SignatureAlgorithms { get; } = Names(Plain);

    /// <summary>
    /// What a client asks a server for: certificates first. Hosts have no authenticators to touch, so sk keys are not
    /// among them.
    /// </summary>
    public static IReadOnlyList<string> HostKeyAlgorithms { get; } =
        Names([.. Certified, .. Plain], algorithm => !IsHardwareBacked(algorithm.KeyType));

    /// <summary>The part of them that announces plain keys.</summary>
    public static IReadOnlyList<string> PlainHostKeyAlgorithms { get; } =
        [.. HostKeyAlgorithms.Where(name => !Find(name)!.IsCertificate)];

    /// <summary>The part of them that announces certificates.</summary>
    public static IReadOnlyList<string> CertifiedHostKeyAlgorithms { get; } =
        [.. HostKeyAlgorithms.Where(name => Find(name)!.IsCertificate)];

    /// <summary>
    /// ssh-rsa with SHA-1, for the host key of a server that <see cref="Transport.InsecureAlgorithms"/> was given for. No list
    /// here has it, and <see cref="Find"/> does not find it.
    /// </summary>
    public static KeyAlgorithm InsecureSshRsa { get; } = new(Rsa, Rsa, Rsa, IsCertificate: false);

    /// <summary>
    /// The algorithm with this name, in a KEXINIT or a publickey request, or null if it is not known here.
    /// </summary>
    public static KeyAlgorithm? Find(string name) =>
        Array.Find(Plain, algorithm => algorithm.Name == name)
        ?? Array.Find(Certified, algorithm => algorithm.Name == name);

    /// <summary>
    /// The algorithms that a key of this type may sign with, best first; none for a type that is not known.
    /// </summary>
    public static IReadOnlyList<string> SignaturesOf(string keyType) =>
        Names(Plain, algorithm => algorithm.KeyType == keyType);

    /// <summary>The same under the names that announce a certificate of such a key.</summary>
    public static IReadOnlyList<string> CertificateSignaturesOf(string keyType) =>
        Names(Certified, algorithm => algorithm.KeyType == keyType);

    /// <summary>The type of key that the signature algorithm belongs to, or null if it is not known.</summary>
    public static string? KeyTypeOf(string signatureAlgorithm) =>
        Array.Find(Plain, algorithm => algorithm.Name == signatureAlgorithm)?.KeyType;

    /// <summary>The type name in the blob of a certificate of such a key.</summary>
    public static string CertificateTypeOf(string keyType) => CertificateForm(keyType);

    /// <summary>The type of key that a certificate with this type name certifies, or null if it is not known.</summary>
    public static string? KeyTypeOfCertificate(string certificateType) =>
        Array.Find(Rows, row => CertificateForm(row.KeyType) == certificateType).KeyType;

    /// <summary>Whether a key of this type may sign with the algorithm.</summary>
    public static bool Allows(string keyType, string signatureAlgorithm) => KeyTypeOf(signatureAlgorithm) == keyType;

    private static bool IsHardwareBacked(string keyType) => keyType is SkEd25519 or SkEcdsaP256;

    private static IReadOnlyList<string> Names(KeyAlgorithm[] algorithms, Func<KeyAlgorithm, bool>? filter = null) =>
        [.. algorithms.Where(filter ?? (_ => true)).Select(algorithm => algorithm.Name)];

    private static string CertificateForm(string name) =>
        (name.EndsWith(Vendor, StringComparison.Ordinal) ? name[..^Vendor.Length] : name) + "-cert-v01" + Vendor;
}

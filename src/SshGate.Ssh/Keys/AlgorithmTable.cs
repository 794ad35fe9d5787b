using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The one table of key types and the signature algorithms each may use (RFC 8709 §6, RFC 5656 §3, RFC 8332 §3).
/// Signing, verifying and negotiation read it, so that no place can allow a pair that another forbids.
/// ssh-rsa with SHA-1 and ssh-dss are not in it.
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

    private static readonly (string KeyType, string[] Signatures)[] Rows =
    [
        (Ed25519, [Ed25519]),
        (EcdsaP256, [EcdsaP256]),
        (EcdsaP384, [EcdsaP384]),
        (EcdsaP521, [EcdsaP521]),
        (Rsa, [RsaSha512, RsaSha256]),
    ];

    /// <summary>
    /// Every signature algorithm that works on this machine, in our order of preference: for
    /// server_host_key_algorithms and for server-sig-algs (RFC 8308 §3.1).
    /// </summary>
    public static IReadOnlyList<string> SignatureAlgorithms { get; } =
        [.. Rows.SelectMany(row => row.Signatures).Where(SelfTest.Passed)];

    /// <summary>
    /// The algorithms that a key of this type may sign with, best first; none for a type that is not known.
    /// </summary>
    public static IReadOnlyList<string> SignaturesOf(string keyType) =>
    [
        .. Rows.Where(row => row.KeyType == keyType)
            .SelectMany(row => row.Signatures)
            .Where(SignatureAlgorithms.Contains),
    ];

    /// <summary>The type of key that the algorithm belongs to, or null if the algorithm is not known.</summary>
    public static string? KeyTypeOf(string signatureAlgorithm) =>
        Rows.FirstOrDefault(row => row.Signatures.Contains(signatureAlgorithm)).KeyType;

    /// <summary>Whether a key of this type may sign with the algorithm.</summary>
    public static bool Allows(string keyType, string signatureAlgorithm) => KeyTypeOf(signatureAlgorithm) == keyType;
}

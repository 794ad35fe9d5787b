using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>A host key of every type that the library knows; those that it does not make itself are ssh-keygen's.</summary>
internal static class MatrixKeys
{
    private static readonly Lazy<SshPrivateKey> EcdsaP384 = new(() => Generate("384"));
    private static readonly Lazy<SshPrivateKey> EcdsaP521 = new(() => Generate("521"));

    public static IReadOnlyList<SshPrivateKey> All { get; } =
        [.. AlgorithmTable.SignatureAlgorithms.Select(For).Distinct()];

    /// <summary>The key behind a host key algorithm.</summary>
    public static SshPrivateKey For(string algorithm) => AlgorithmTable.KeyTypeOf(algorithm) switch
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
}

using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>A key that signs in one way only, so that a server with it offers one host key algorithm.</summary>
internal sealed class OneAlgorithmSigner(ISshSigner key, string algorithm) : ISshSigner
{
    public SshPublicKey PublicKey => key.PublicKey;

    public SshCertificate? Certificate => key.Certificate;

    public IReadOnlyList<string> SignatureAlgorithms => [algorithm];

    public ValueTask<byte[]> SignAsync(
        string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        key.SignAsync(signatureAlgorithm, data, cancellationToken);
}

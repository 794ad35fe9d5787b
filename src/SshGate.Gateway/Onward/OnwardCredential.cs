using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Onward;

/// <summary>A credential opened for one login; disposing wipes what is secret in it.</summary>
/// <param name="Signer">What the login signs with.</param>
/// <param name="Certificate">The certificate that was made for it; null for a key that the target knows.</param>
/// <param name="Secret">The private key behind the signer.</param>
internal sealed record OnwardCredential(ISshSigner Signer, IssuedCertificate? Certificate, IDisposable Secret) : IDisposable
{
    /// <summary>Wipes the private key.</summary>
    public void Dispose() => Secret.Dispose();
}

using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Client;

/// <summary>Decides whether a server is the one that was meant. There is no default that accepts every key.</summary>
public interface IHostKeyVerifier
{
    /// <summary>Called once per connection, after the server proved that it holds the key.</summary>
    /// <param name="hostKey">The server's key; the one that the certificate is about, if there is one.</param>
    /// <param name="certificate">The certificate that the server showed, or null. It is genuine; whether its authority is
    /// trusted and <see cref="SshCertificate.Check"/> has no objection is for the verifier to say.</param>
    /// <param name="cancellationToken">Cancelled when the connection attempt ends.</param>
    /// <returns>Whether the key is the server's.</returns>
    public ValueTask<bool> VerifyAsync(
        SshPublicKey hostKey, SshCertificate? certificate, CancellationToken cancellationToken);
}

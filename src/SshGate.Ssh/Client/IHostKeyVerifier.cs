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

    /// <summary>
    /// Called at most once per connection, some time after the login, when the server told all its host keys (OpenSSH's
    /// hostkeys-00@openssh.com) and proved by signatures over this session that it has them: the moment to learn new keys.
    /// Runs beside the connection's sessions; an exception is logged.
    /// </summary>
    /// <param name="keys">The keys that the server told and proved; the verified one is usually among them. That a key is
    /// missing does not say that the server gave it up: its type may be unknown here, or old servers prove RSA keys with SHA-1
    /// only, which counts for nothing.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    public ValueTask KeysProvenAsync(IReadOnlyList<SshPublicKey> keys, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}

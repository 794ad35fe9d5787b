namespace SshGate.Ssh.Server;

/// <summary>
/// Decides logins; one per connection, called for one attempt at a time. One that is <see cref="IDisposable"/> is disposed
/// when the logins of its connection are over, whatever ended them.
/// </summary>
public interface IServerAuthenticator
{
    /// <summary>
    /// The methods to announce and to take: <c>password</c>, <c>keyboard-interactive</c>, <c>publickey</c>. Read once. The
    /// same for every user, or the list would tell users apart.
    /// </summary>
    public IReadOnlyList<string> Methods => ["password", "keyboard-interactive"];

    /// <summary>
    /// The critical options of certificates that the application enforces on every login with a certificate, such as
    /// <c>force-command</c>. A certificate with any other one is refused, but for <c>source-address</c> and
    /// <c>verify-required</c>, which the library enforces.
    /// </summary>
    public IReadOnlyList<string> EnforcedCertificateOptions => [];

    /// <summary>
    /// Whether a key would be accepted if the client proved that it holds it; a yes makes the client ask its user to sign.
    /// Must have no effect: the key is anybody's (compare CVE-2024-45337).
    /// </summary>
    /// <param name="offer">The key.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone or the login grace time is over.</param>
    /// <returns>Whether to sign with it. An exception counts as no.</returns>
    public ValueTask<bool> WouldAcceptAsync(PublicKeyOffer offer, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);

    /// <summary>
    /// Whether an authenticator may sign for this key without anybody's touch: what the line of the key, or the certificate
    /// of an authority that is trusted, says with <c>no-touch-required</c>. Must have no effect.
    /// </summary>
    /// <param name="offer">The key or certificate.</param>
    /// <returns>Whether the touch is waived.</returns>
    public bool WaivesTouch(PublicKeyOffer offer) => false;

    /// <summary>Judges an attempt.</summary>
    /// <param name="attempt">The attempt; its secrets are wiped afterwards.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone or the login grace time is over.</param>
    /// <returns>The outcome. An exception counts as a rejection.</returns>
    public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken);
}

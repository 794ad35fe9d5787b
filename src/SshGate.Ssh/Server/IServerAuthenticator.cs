namespace SshGate.Ssh.Server;

/// <summary>
/// Decides logins; one per connection, called for one attempt at a time. One that is <see cref="IDisposable"/> is disposed
/// when the logins of its connection are over, whatever ended them.
/// </summary>
public interface IServerAuthenticator
{
    /// <summary>Judges an attempt.</summary>
    /// <param name="attempt">The attempt; its secrets are wiped afterwards.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone or the login grace time is over.</param>
    /// <returns>The outcome. An exception counts as a rejection.</returns>
    public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken);
}

using SshGate.Ssh.Server;

namespace SshGate.Ssh.Tests.Conformance;

internal sealed class RegressAuthenticator(RegressConfig config, string connection) : IServerAuthenticator
{
    public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken) =>
        ValueTask.FromResult<AuthOutcome>(attempt is PasswordAttempt
            ? new AuthOutcome.Accepted(new SystemConnection(config, connection))
            : new AuthOutcome.Rejected());
}

using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Ssh;
using SshGate.Ssh.Server;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// Authenticates one SSH connection: the password, or the keyboard-interactive answers put together, is an access token. A valid
/// one buys a <see cref="GateConnection"/>; the user name only says where to go and is not looked at before.
/// </summary>
internal sealed class GateAuthenticator(GateServices gate, SshConnectionInfo info) : IServerAuthenticator, IDisposable
{
    private TokenRounds? _rounds;

    public async ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken)
    {
        switch (attempt)
        {
            case PasswordAttempt password:
                return await VerifyAsync(password.UserName, password.Password, cancellationToken);

            case KeyboardInteractiveStart:
                _rounds?.Dispose();
                _rounds = new TokenRounds();
                return Ask(_rounds);

            case KeyboardInteractiveAnswers answers when _rounds is { } rounds && answers.Answers.Count == 1:
                try
                {
                    if (!rounds.Add(answers.Answers[0].Span))
                    {
                        return Ask(rounds);
                    }
                }
                catch (InvalidDataException failure)
                {
                    return await RefuseAsync(answers.UserName, nameof(TokenRefusal.TooLarge), failure.Message, cancellationToken);
                }

                using (var token = rounds.ToSecret())
                {
                    _rounds = null;
                    rounds.Dispose();
                    return await VerifyAsync(answers.UserName, token, cancellationToken);
                }

            default:
                return new AuthOutcome.Rejected();
        }
    }

    public void Dispose() => _rounds?.Dispose();

    private static AuthOutcome.Challenge Ask(TokenRounds rounds) =>
        new AuthOutcome.Challenge("", "", [new AuthPrompt(rounds.Prompt, Echo: false)]);

    private async ValueTask<AuthOutcome> VerifyAsync(string userName, SecretBytes token, CancellationToken cancellationToken)
    {
        switch (await gate.Tokens.VerifyAsync(token, cancellationToken))
        {
            case TokenVerdict.Verified { Identity: var identity }:
                var connection = new GateConnection(gate, identity, userName, info);
                try
                {
                    await gate.Audit.AppendAsync(
                        new AuditEvent
                        {
                            Type = AuditEventType.AuthenticationAccepted,
                            ConnectionId = connection.Id,
                            Principal = AuditPrincipal.From(identity),
                            Details = Facts(userName),
                        },
                        cancellationToken);
                }
                catch
                {
                    // Not recorded: it does not happen.
                    await connection.DisposeAsync();
                    throw;
                }

                return new AuthOutcome.Accepted(connection);

            case TokenVerdict.Refused refused:
                return await RefuseAsync(userName, refused.Reason.ToString(), refused.Message, cancellationToken);

            default:
                return new AuthOutcome.Rejected();
        }
    }

    private async ValueTask<AuthOutcome> RefuseAsync(
        string userName,
        string reason,
        string message,
        CancellationToken cancellationToken)
    {
        Log.AuthenticationRefused(gate.Logger, info.RemoteEndPoint, reason);
        await gate.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventType.AuthenticationRefused,
                Details = Facts(userName).With("reason", reason),
            },
            cancellationToken);
        return new AuthOutcome.Rejected($"sshgate: {message}\n");
    }

    private AuditDetails Facts(string userName) =>
        new AuditDetails()
            .With("source", info.RemoteEndPoint.ToString())
            .With("client_version", info.ClientVersion)
            .With("user_name", Terminal.Printable.Escape(userName));
}

using Microsoft.Extensions.Logging;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Client;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// Opens onward connections: dials the address of the grant's own catalogue entry, accepts only its pinned host keys, and logs in
/// with a signature of the vault's key. The key itself stays in the vault.
/// </summary>
internal sealed class TargetConnector(
    KeyVault vault,
    AuditLog audit,
    TargetOptions options,
    TimeProvider clock,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<TargetConnector>();

    /// <summary>The time that a target has to answer, from now; the caller disposes it.</summary>
    public CancellationTokenSource StartDeadline() => new(options.ConnectTimeout, clock);

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="TargetUnavailableException">With a message for the agent; the operator's log and the audit log have the rest.</exception>
    public async Task<SshClientConnection> ConnectAsync(Grant grant, string connectionId, CancellationToken cancellationToken)
    {
        var target = grant.Target;
        using var deadline = StartDeadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var pinned = new TargetHostKeys(target.HostKeys);
        string problem;
        Exception cause;
        var type = AuditEventType.TargetUnavailable;
        try
        {
            using var signer = vault.OpenSigner(grant.Account.Key);
            var transport = await SshDialer.ConnectTcpAsync(target.Host, target.Port, options.ConnectTimeout, either.Token);
            var connection = await SshClientConnection.ConnectAsync(
                transport,
                new SshClientOptions
                {
                    UserName = grant.Account.Name,
                    Key = signer,
                    HostKeyVerifier = pinned,
                    HostKeyAlgorithms = pinned.Algorithms,
                    TimeProvider = clock,
                    LoggerFactory = loggers,
                },
                either.Token);
            try
            {
                await audit.AppendAsync(
                    Event(AuditEventType.CredentialUsed, grant, connectionId, d => d
                        .With("key", grant.Account.Key.ToString())
                        .With("host_key", connection.HostKey.Fingerprint)),
                    cancellationToken);
            }
            catch
            {
                // Not on record, or nobody waits any more: a logged-in connection without an owner must not stay.
                await connection.DisposeAsync();
                throw;
            }

            return connection;
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            (problem, cause) = ($"it did not answer within {options.ConnectTimeout.TotalSeconds:0} seconds", timeout);
        }
        catch (VaultException locked)
        {
            (problem, cause) = ("the gate cannot use its key for it; tell the operator", locked);
        }
        catch (SshClientException failure)
        {
            (problem, cause) = (Explain(failure.Failure), failure);
            if (failure.Failure == SshClientFailure.HostKeyRejected)
            {
                type = AuditEventType.TargetHostKeyRefused;
            }
        }

        Log.TargetUnavailable(_logger, target.Name, $"{target.Host}:{target.Port}", cause.Message, pinned.Explain());
        await audit.AppendAsync(
            Event(type, grant, connectionId, d => d
                .With("problem", cause.Message)
                .With("host_key_shown", pinned.Refused?.Fingerprint)
                .With("host_keys_pinned", target.HostKeys.Select(key => key.Fingerprint))),
            CancellationToken.None);
        throw new TargetUnavailableException($"the target '{target.Name}' is not available: {problem}", cause);
    }

    private string Explain(SshClientFailure failure) => failure switch
    {
        SshClientFailure.HostKeyRejected => "its host key is not the one that was pinned; nothing was sent to it; tell the operator",
        SshClientFailure.AuthenticationFailed => "it does not accept the gate's key; tell the operator",
        SshClientFailure.TimedOut => $"it did not answer within {options.ConnectTimeout.TotalSeconds:0} seconds",
        SshClientFailure.Unreachable => "nobody answers at its address; try again later or tell the operator",
        SshClientFailure.ProtocolError => "it does not answer as an SSH server that the gate can talk to; tell the operator",
        SshClientFailure.Disconnected => "it ended the connection; try again later or tell the operator",
    };

    private static AuditEvent Event(
        AuditEventType type, Grant grant, string connectionId, Func<AuditDetails, AuditDetails> more) =>
        new()
        {
            Type = type,
            ConnectionId = connectionId,
            Principal = AuditPrincipal.From(grant.Identity),
            Details = more(AuditFacts.Of(grant).With("address", $"{grant.Target.Host}:{grant.Target.Port}")),
        };
}

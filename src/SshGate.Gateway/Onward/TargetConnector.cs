using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Onward;

/// <summary>
/// Opens onward connections: dials the address of the grant's own catalogue entry, through the machines before it where there are
/// any, accepts only the host keys and authorities that stand there, and logs in with a signature of the vault. A key itself stays
/// in the vault.
/// </summary>
internal sealed class TargetConnector(
    KeyVault vault,
    AuditLog audit,
    TargetOptions options,
    TimeProvider clock,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<TargetConnector>();
    private readonly CredentialOpener _credentials = new(vault, audit, clock);
    private readonly HostKeyNews _news = new(audit, loggers.CreateLogger<HostKeyNews>());

    /// <summary>The time that a target has to answer, from now; the caller disposes it.</summary>
    public CancellationTokenSource StartDeadline() => new(options.ConnectTimeout, clock);

    /// <summary>Connects and logs in, at each machine on the way.</summary>
    /// <exception cref="TargetUnavailableException">With a message for the agent; the operator's log and the audit log have the rest.</exception>
    public async Task<OnwardConnection> ConnectAsync(OnwardPurpose purpose, CancellationToken cancellationToken)
    {
        var (target, account) = (purpose.Grant.Target, purpose.Grant.Account);
        var open = new List<SshClientConnection>();
        try
        {
            foreach (var jump in target.Route)
            {
                open.Add(await ConnectHopAsync(purpose.AtJump(), jump, open.LastOrDefault(), cancellationToken));
            }

            open.Add(await ConnectHopAsync(purpose, new TargetHop(target, account), open.LastOrDefault(), cancellationToken));
            return new OnwardConnection(target.Name, open, StartDeadline);
        }
        catch
        {
            foreach (var hop in Enumerable.Reverse(open))
            {
                await hop.DisposeAsync();
            }

            throw;
        }
    }

    private async Task<SshClientConnection> ConnectHopAsync(
        OnwardPurpose purpose, TargetHop hop, SshClientConnection? before, CancellationToken cancellationToken)
    {
        using var deadline = StartDeadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var hostKeys = new TargetHostKeys(hop.Target, clock, keys => _news.TellAsync(purpose, hop, keys));
        var words = new HopWords(purpose.Grant.Target, hop, options.ConnectTimeout);
        string problem;
        Exception cause;
        var type = AuditEventType.TargetUnavailable;
        try
        {
            using var credential = await _credentials.OpenAsync(purpose, hop, either.Token);
            var transport = await DialAsync(purpose, hop, before, either.Token);
            var connection = await SshClientConnection.ConnectAsync(
                transport,
                new SshClientOptions
                {
                    UserName = hop.Account.Name,
                    Key = credential.Signer,
                    HostKeyVerifier = hostKeys,
                    HostKeyAlgorithms = hostKeys.Algorithms,
                    Insecure = TargetRules.Insecure(hop.Target.InsecureAlgorithms),
                    TimeProvider = clock,
                    LoggerFactory = loggers,
                },
                either.Token);
            try
            {
                await audit.AppendAsync(
                    Event(AuditEventType.CredentialUsed, purpose, hop, facts => facts
                        .With("key", hop.Account.Credential.VaultKey.ToString())
                        .With("serial", credential.Certificate?.SerialText)
                        .With("host_key", connection.HostKey.Fingerprint)
                        .With(connection.Algorithms)
                        .With("insecure_algorithms", hop.Target.InsecureAlgorithms)),
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
            (problem, cause) = (words.Silent, timeout);
        }
        catch (VaultException locked)
        {
            (problem, cause) = (words.NoCredential, locked);
        }
        catch (ChannelOpenException refused)
        {
            (problem, cause) = (words.NoWayOn, refused);
        }
        catch (ChannelClosedException lost)
        {
            (problem, cause) = (words.NoWayOn, lost);
        }
        catch (SshClientException failure)
        {
            (problem, cause) = (words.Explain(failure.Failure, hostKeys), failure);
            if (failure.Failure == SshClientFailure.HostKeyRejected)
            {
                type = AuditEventType.TargetHostKeyRefused;
            }
        }

        Log.TargetUnavailable(_logger, hop.Target.Name, $"{hop.Target.Host}:{hop.Target.Port}", cause.Message, hostKeys.Explain());
        await audit.AppendAsync(
            Event(type, purpose, hop, facts => facts
                .With("problem", cause.Message)
                .With("host_key_shown", hostKeys.Refused?.Fingerprint)
                .With("host_certificate_problem", hostKeys.CertificateProblem)
                .With("host_keys_pinned", hop.Target.HostKeys.Select(key => key.Fingerprint))
                .With("host_authorities", hop.Target.HostAuthorities.Select(key => key.Fingerprint))),
            CancellationToken.None);
        throw new TargetUnavailableException($"the target '{purpose.Grant.Target.Name}' is not available: {problem}", cause);
    }

    /// <summary>By TCP, or through the machine before it.</summary>
    private async Task<IDuplexPipe> DialAsync(
        OnwardPurpose purpose, TargetHop hop, SshClientConnection? before, CancellationToken cancellationToken)
    {
        var target = hop.Target;
        if (before is null)
        {
            return await SshDialer.ConnectTcpAsync(target.Host, target.Port, options.ConnectTimeout, cancellationToken);
        }

        // The machine before writes down where a connection comes from: from the agent, like a forward of its own.
        var channel = await before.OpenForwardAsync(
            new ForwardDestination.Tcp(target.Host, (uint)target.Port, purpose.Grant.SourceAddress, 0), cancellationToken);
        return new ChannelPipe(channel);
    }

    private static AuditEvent Event(
        AuditEventType type, OnwardPurpose purpose, TargetHop hop, Func<AuditDetails, AuditDetails> more) =>
        new()
        {
            Type = type,
            ConnectionId = purpose.ConnectionId,
            SessionId = purpose.SessionId,
            RequestId = purpose.RequestId,
            Principal = AuditPrincipal.From(purpose.Grant.Identity),
            Details = more(AuditFacts.Of(purpose.Grant, hop)),
        };
}

using SshGate.Gateway.Audit;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.History;
using SshGate.Gateway.Targets;
using SshGate.Policy;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// Authorization, the second of three steps: names the target, asks the policy about the connection and issues the
/// <see cref="Grant"/>. Nothing else makes one.
/// </summary>
internal sealed class GrantIssuer(TargetCatalogue targets, PolicySource policy, HistoryBook history, AuditLog audit, TimeProvider clock)
{
    /// <summary>Decides a connection; the answer is in the audit log before it is returned.</summary>
    public async Task<GrantOutcome> IssueAsync(GateConnection connection, string userName, CancellationToken cancellationToken)
    {
        if (!LoginName.TryParse(userName, out var name))
        {
            return await RefuseAsync(
                connection, userName, "the user name is not account+target or target, of letters, digits, '.', '_' and '-'", null, cancellationToken);
        }

        var target = targets.Find(name.Target);
        var account = target?.FindAccount(name.Account);
        if (target is null || account is null)
        {
            // One answer for both, so that the catalogue cannot be searched by name.
            return await RefuseAsync(
                connection, userName, $"there is no target '{userName}' for you; ask the operator for the names", null, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var past = new HistorySubject(connection.Identity, target.Name, connection.Id);
        var verdict = policy.Current.Evaluate(
            new ConnectionRequest
            {
                Subject = AuditFacts.Subject(connection.Identity),
                Target = AuditFacts.Target(target, account),
                Now = now,
                SourceAddress = connection.SourceAddress,
                History = await history.ReadAsync(past, null, null, cancellationToken),
            });
        if (verdict.Kind != VerdictKind.Allow)
        {
            var why = verdict.Kind == VerdictKind.RequireApproval
                ? "the policy wants a person to approve this connection, and approvals of connections are not offered yet"
                : "the policy does not allow you to connect to this target";
            return await RefuseAsync(connection, userName, $"{why} ({Reasons(verdict)})", verdict, cancellationToken);
        }

        var grant = new Grant
        {
            Id = Identifier.New('g'),
            Identity = connection.Identity,
            Target = target,
            Account = account,
            SourceAddress = connection.SourceAddress,
            PolicyVersion = verdict.PolicyVersion,
            Rules = verdict.Rules,
            ExpiresAt = connection.Identity.ExpiresAt,
        };
        await audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventType.GrantIssued,
                ConnectionId = connection.Id,
                Principal = AuditPrincipal.From(connection.Identity),
                Details = AuditFacts.Of(grant).With(verdict).With("expires", grant.ExpiresAt),
            },
            cancellationToken);
        await history.ConnectedAsync(past, cancellationToken);
        return new GrantOutcome.Granted(grant);
    }

    private static string Reasons(Verdict verdict) =>
        string.Join("; ", verdict.Reasons.Select(reason => $"rule {reason.Rule}: {reason.Text}"));

    private async Task<GrantOutcome> RefuseAsync(
        GateConnection connection,
        string userName,
        string reason,
        Verdict? verdict,
        CancellationToken cancellationToken)
    {
        var details = new AuditDetails()
            .With("user_name", Terminal.Printable.Escape(userName))
            .With("reason", reason);
        await audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventType.ConnectionRefused,
                ConnectionId = connection.Id,
                Principal = AuditPrincipal.From(connection.Identity),
                Details = verdict is null ? details : details.With(verdict),
            },
            cancellationToken);
        return new GrantOutcome.Refused(
            new GateMessage("denied", reason) { Rules = verdict?.Rules ?? [], ExitStatus = GateExit.Denied },
            GateExit.Denied);
    }
}

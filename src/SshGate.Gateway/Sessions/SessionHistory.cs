using System.Text.Json;
using SshGate.Gateway.Api;
using SshGate.Gateway.Audit;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// Sessions of all times, read from the audit log: it is the only record of them that outlives the gate, and the chain that
/// an auditor verifies.
/// </summary>
internal sealed class SessionHistory(AuditLog audit)
{
    /// <summary>The command's beginning, for lists; the entries of the decision have all of it.</summary>
    private const int MaxCommand = 400;

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<SessionInfo>> ListAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await audit.ReadSessionsAsync(null, limit, cancellationToken)).Select(Describe)];

    /// <summary>One session, or null.</summary>
    public async Task<SessionInfo?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await audit.ReadSessionsAsync(id, 1, cancellationToken)).Select(Describe).FirstOrDefault();

    /// <summary>The facts of a session's start; <see cref="ListAsync"/> reads them back.</summary>
    public static AuditDetails Started(GateSession session, Grant grant) =>
        AuditFacts.Of(grant)
            .With("recording", session.Id)
            .With("command", session.Command is { Length: > MaxCommand } text ? $"{text[..MaxCommand]}…" : session.Command);

    private static SessionInfo Describe((AuditEntry Started, AuditEntry? Ended) entries)
    {
        var (started, ended) = entries;
        var principal = AuditJson.ReadPrincipal(started.Principal!);
        using var facts = JsonDocument.Parse(started.Details);
        using var end = JsonDocument.Parse(ended?.Details ?? "{}");
        return new SessionInfo
        {
            Id = started.SessionId!,
            ConnectionId = started.ConnectionId ?? "",
            Phase = ended is null ? "lost" : "ended",
            Target = Text(facts, "target") ?? "",
            Account = Text(facts, "account") ?? "",
            Issuer = principal.Issuer,
            Subject = principal.Subject,
            Name = principal.Name ?? principal.Subject,
            Agent = principal.Agent,
            SourceAddress = Text(facts, "source") ?? "",
            Command = Text(facts, "command"),
            Started = started.Time,
            Ends = principal.ExpiresAt,
            Ended = ended?.Time,
            Exit = Text(end, "exit"),
            Reason = Text(end, "recording_failure") ?? Text(end, "reason"),
        };
    }

    private static string? Text(JsonDocument facts, string name) =>
        facts.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

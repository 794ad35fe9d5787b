using System.Data.Common;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Store;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>The SQL of approvals. Every method works inside its caller's transaction.</summary>
internal static class ApprovalTable
{
    private const string Columns =
        """
        id, instance_id, state, created_ms, expires_ms, digest, command, context, input, environment, directory,
        target, account, policy_version, risk, verdict, requirement, is_async, has_terminal, stage, escalated_ms,
        fallback_ms, requester, owner, connection_id, session_id, source_address, intent
        """;

    public static void Insert(StoreSession session, ApprovalRequest request)
    {
        session.Execute(
            $"""
            INSERT INTO approval_requests ({Columns}, escalates_ms, requester_issuer, requester_subject) VALUES
                (@id, @instance, @state, @created, @expires, @digest, @command, @context, @input, @environment,
                 @directory, @target, @account, @policy, @risk, @verdict, @requirement, @async, @terminal, @stage,
                 @escalated, @fallback, @requester, @owner, @connection, @session, @source, @intent, @escalates,
                 @issuer, @subject)
            """,
            ("@id", request.Id),
            ("@instance", request.InstanceId),
            ("@state", request.State.ToString()),
            ("@created", request.Created.ToUnixTimeMilliseconds()),
            ("@expires", request.Expires.ToUnixTimeMilliseconds()),
            ("@digest", request.Digest),
            ("@command", request.Command.ToArray()),
            ("@context", request.Context.ToString()),
            ("@input", request.Input?.ToArray()),
            ("@environment", ApprovalJson.Write(request.Environment)),
            ("@directory", request.Directory),
            ("@target", request.Target),
            ("@account", request.Account),
            ("@policy", request.PolicyVersion),
            ("@risk", request.Risk.ToString()),
            ("@verdict", ApprovalJson.Write(
                new StoredVerdict(request.Reasons, request.Rules, request.Effective))),
            ("@requirement", RequirementJson.Write(request.Requirement)),
            ("@async", request.IsAsync),
            ("@terminal", request.HasTerminal),
            ("@stage", request.Stage),
            ("@escalated", request.EscalatedAt?.ToUnixTimeMilliseconds()),
            ("@fallback", request.FallbackAt?.ToUnixTimeMilliseconds()),
            ("@requester", AuditJson.Write(request.Requester)),
            ("@owner", request.Owner),
            ("@connection", request.ConnectionId),
            ("@session", request.SessionId),
            ("@source", request.SourceAddress),
            ("@intent", Storable(request.Intent)),
            ("@escalates", request.EscalatesAt?.ToUnixTimeMilliseconds()),
            ("@issuer", request.Requester.Issuer),
            ("@subject", request.Requester.Subject));
        AddTransition(session, request.Id, from: null, request.State, request.Created, "submitted");
    }

    /// <summary>Moves a request, if it still is where the caller saw it; the guard that makes every race have one winner.</summary>
    public static bool TryMove(
        StoreSession session, ApprovalRequest request, ApprovalState to, DateTimeOffset now, string reason)
    {
        if (!request.State.MayBecome(to))
        {
            throw new InvalidOperationException($"a request cannot become {to} from {request.State}");
        }

        var moved = session.Execute(
            "UPDATE approval_requests SET state = @to WHERE id = @id AND state = @from",
            ("@to", to.ToString()),
            ("@id", request.Id),
            ("@from", request.State.ToString())) == 1;
        if (moved)
        {
            AddTransition(session, request.Id, request.State, to, now, reason);
        }

        return moved;
    }

    public static void SetStage(StoreSession session, string id, int stage) => session.Execute(
        "UPDATE approval_requests SET stage = @stage WHERE id = @id", ("@stage", stage), ("@id", id));

    public static void SetEscalated(StoreSession session, string id, DateTimeOffset now) => session.Execute(
        "UPDATE approval_requests SET escalated_ms = @now WHERE id = @id",
        ("@now", now.ToUnixTimeMilliseconds()),
        ("@id", id));

    public static void SetFallback(StoreSession session, string id, DateTimeOffset now, DateTimeOffset expires) =>
        session.Execute(
            "UPDATE approval_requests SET fallback_ms = @now, expires_ms = @expires WHERE id = @id",
            ("@now", now.ToUnixTimeMilliseconds()),
            ("@expires", expires.ToUnixTimeMilliseconds()),
            ("@id", id));

    public static void AddDecision(StoreSession session, string requestId, ApprovalDecision decision) =>
        session.Execute(
            """
            INSERT INTO approval_decisions
                (request_id, ordinal, verb, time_ms, issuer, subject, approver, channel, reason, digest, stage)
            VALUES
                (@id, (SELECT COUNT(*) + 1 FROM approval_decisions WHERE request_id = @id),
                 @verb, @time, @issuer, @subject, @approver, @channel, @reason, @digest, @stage)
            """,
            ("@id", requestId),
            ("@verb", decision.Verb.ToString()),
            ("@time", decision.Time.ToUnixTimeMilliseconds()),
            ("@issuer", decision.Approver.Issuer),
            ("@subject", decision.Approver.Subject),
            ("@approver", AuditJson.Write(decision.Approver)),
            ("@channel", decision.Channel.ToString()),
            ("@reason", Storable(decision.Reason)),
            ("@digest", decision.DisplayedDigest),
            ("@stage", decision.Stage));

    public static void AddClaim(StoreSession session, string requestId, string sessionId, DateTimeOffset now) =>
        session.Execute(
            "INSERT INTO approval_claims (request_id, session_id, time_ms) VALUES (@id, @session, @time)",
            ("@id", requestId),
            ("@session", sessionId),
            ("@time", now.ToUnixTimeMilliseconds()));

    public static ApprovalRequest? Find(StoreSession session, string id) => session.QueryFirst(
        $"SELECT {Columns} FROM approval_requests WHERE id = @id", ReadRequest, ("@id", id));

    public static List<ApprovalRequest> List(StoreSession session, ApprovalState? state, int limit) => session.Query(
        $"""
        SELECT {Columns} FROM approval_requests WHERE (@state IS NULL OR state = @state)
        ORDER BY created_ms DESC, id LIMIT @limit
        """,
        ReadRequest,
        ("@state", state?.ToString()),
        ("@limit", limit));

    public static List<ApprovalRequest> ListOfRequester(
        StoreSession session, string issuer, string subject, ApprovalState? state, string? exceptId, int limit) =>
        session.Query(
            $"""
            SELECT {Columns} FROM approval_requests
            WHERE requester_issuer = @issuer AND requester_subject = @subject
              AND (@state IS NULL OR state = @state) AND (@except IS NULL OR id <> @except)
            ORDER BY created_ms DESC, id LIMIT @limit
            """,
            ReadRequest,
            ("@issuer", issuer),
            ("@subject", subject),
            ("@state", state?.ToString()),
            ("@except", exceptId),
            ("@limit", limit));

    public static List<ApprovalRequest> ListOpen(StoreSession session) => session.Query(
        $"SELECT {Columns} FROM approval_requests WHERE state IN ('Pending', 'Approved')", ReadRequest);

    /// <summary>Open requests that time has something to do with: they end now, or their backups are to be asked.</summary>
    public static List<ApprovalRequest> ListDue(StoreSession session, DateTimeOffset now) => session.Query(
        $"""
        SELECT {Columns} FROM approval_requests
        WHERE state IN ('Pending', 'Approved')
          AND (expires_ms <= @now OR (state = 'Pending' AND escalated_ms IS NULL AND escalates_ms <= @now))
        """,
        ReadRequest,
        ("@now", now.ToUnixTimeMilliseconds()));

    public static int CountPending(StoreSession session, AuditPrincipal requester) => session.QueryFirst(
        """
        SELECT COUNT(*) FROM approval_requests
        WHERE requester_issuer = @issuer AND requester_subject = @subject AND state = 'Pending'
        """,
        static row => row.GetInt32(0),
        ("@issuer", requester.Issuer),
        ("@subject", requester.Subject));

    public static List<ApprovalTransition> ListTransitions(StoreSession session, string id) => session.Query(
        "SELECT from_state, to_state, time_ms, reason FROM approval_transitions WHERE request_id = @id ORDER BY ordinal",
        static row => new ApprovalTransition(
            row.TextOrNull(0) is { } from ? Enum.Parse<ApprovalState>(from) : null,
            Enum.Parse<ApprovalState>(row.GetString(1)),
            Time(row, 2),
            row.GetString(3)),
        ("@id", id));

    public static List<ApprovalDecision> ListDecisions(StoreSession session, string id) => session.Query(
        """
        SELECT verb, time_ms, approver, channel, reason, digest, stage FROM approval_decisions
        WHERE request_id = @id ORDER BY ordinal
        """,
        static row => new ApprovalDecision
        {
            Verb = Enum.Parse<ApprovalVerb>(row.GetString(0)),
            Time = Time(row, 1),
            Approver = AuditJson.ReadPrincipal(row.GetString(2)),
            Channel = Enum.Parse<ApprovalChannel>(row.GetString(3)),
            Reason = row.GetString(4),
            DisplayedDigest = row.GetString(5),
            Stage = row.GetString(6),
        },
        ("@id", id));

    private static void AddTransition(
        StoreSession session, string id, ApprovalState? from, ApprovalState to, DateTimeOffset now, string reason) =>
        session.Execute(
            """
            INSERT INTO approval_transitions (request_id, ordinal, from_state, to_state, time_ms, reason) VALUES
                (@id, (SELECT COUNT(*) + 1 FROM approval_transitions WHERE request_id = @id), @from, @to, @time, @reason)
            """,
            ("@id", id),
            ("@from", from?.ToString()),
            ("@to", to.ToString()),
            ("@time", now.ToUnixTimeMilliseconds()),
            ("@reason", Storable(reason)));

    private static ApprovalRequest ReadRequest(DbDataReader row)
    {
        var verdict = ApprovalJson.ReadVerdict(row.GetString(15));
        return new ApprovalRequest
        {
            Id = row.GetString(0),
            InstanceId = row.GetString(1),
            State = Enum.Parse<ApprovalState>(row.GetString(2)),
            Created = Time(row, 3),
            Expires = Time(row, 4),
            Digest = row.GetString(5),
            Command = row.GetFieldValue<byte[]>(6),
            Context = Enum.Parse<CommandContext>(row.GetString(7)),
            Input = row.BytesOrNull(8) is { } input ? input : default(ReadOnlyMemory<byte>?),
            Environment = ApprovalJson.ReadPairs(row.GetString(9)),
            Directory = row.TextOrNull(10),
            Target = row.GetString(11),
            Account = row.GetString(12),
            PolicyVersion = row.GetString(13),
            Risk = Enum.Parse<RiskClass>(row.GetString(14)),
            Reasons = verdict.Reasons,
            Rules = verdict.Rules,
            Effective = verdict.Effective,
            Requirement = RequirementJson.Read(row.GetString(16)),
            IsAsync = row.GetBoolean(17),
            HasTerminal = row.GetBoolean(18),
            Stage = row.GetInt32(19),
            EscalatedAt = TimeOrNull(row, 20),
            FallbackAt = TimeOrNull(row, 21),
            Requester = AuditJson.ReadPrincipal(row.GetString(22)),
            Owner = row.TextOrNull(23),
            ConnectionId = row.GetString(24),
            SessionId = row.GetString(25),
            SourceAddress = row.GetString(26),
            Intent = row.TextOrNull(27),
        };
    }

    // Databases end a text at NUL; its picture keeps the rest of a foreign text from vanishing.
    private static string? Storable(string? text) => text?.Replace('\0', '\u2400');

    private static DateTimeOffset? TimeOrNull(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : Time(row, column);

    private static DateTimeOffset Time(DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}

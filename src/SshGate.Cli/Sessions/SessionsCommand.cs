using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SshGate.Cli.Api;
using SshGate.Gateway.Api;

namespace SshGate.Cli.Sessions;

/// <summary><c>sshgate sessions</c>: what runs now, what ran, and ending it.</summary>
internal static class SessionsCommand
{
    public static Command Create() => new("sessions", "Look at sessions and end them")
    {
        CreateList(),
        CreateShow(),
        CreateKill(),
    };

    private static Command CreateList()
    {
        var all = new Option<bool>("--all") { Description = "Those that have ended too, the newest first (for approvers, auditors and operators)" };
        var limit = new Option<int>("--limit") { Description = "With --all: how many at most, up to 500", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "List the sessions that run now, or all of them") { all, limit };
        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var isAll = parse.GetValue(all);
            var query = isAll
                ? string.Create(CultureInfo.InvariantCulture, $"?state=all&limit={parse.GetValue(limit)}")
                : "";
            var sessions = await client.GetAsync(
                "/api/v1/sessions" + query, ApiJson.Default.IReadOnlyListSessionInfo, cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            if (connection.Json(parse))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(sessions, ApiJson.Default.IReadOnlyListSessionInfo));
            }
            else if (sessions.Count == 0)
            {
                await output.WriteLineAsync("no sessions");
            }
            else
            {
                (isAll ? HistoryTable(sessions) : Table(sessions)).Write(output);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var id = new Argument<string>("id") { Description = "The session" };
        var command = new Command("show", "Show one session") { id };
        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var session = await client.GetAsync(Path(parse.GetValue(id)!), ApiJson.Default.SessionInfo, cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            if (connection.Json(parse))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(session, ApiJson.Default.SessionInfo));
                return ExitCodes.Ok;
            }

            foreach (var (name, value) in Fields(session))
            {
                await output.WriteLineAsync($"{name,-11} {SafeText.Safe(value)}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateKill()
    {
        var id = new Argument<string>("id") { Description = "The session" };
        var reason = new Option<string>("--reason") { Description = "Why; told to the agent and put on record", Required = true };
        var command = new Command("kill", "End a session and whatever it holds or runs (operators only)") { id, reason };
        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var session = await client.PostAsync(
                Path(parse.GetValue(id)!) + "/kill",
                new KillBody(parse.GetValue(reason)),
                ApiJson.Default.KillBody,
                ApiJson.Default.SessionInfo,
                cancellationToken);
            await parse.InvocationConfiguration.Output.WriteLineAsync(connection.Json(parse)
                ? JsonSerializer.Serialize(session, ApiJson.Default.SessionInfo)
                : $"session {SafeText.Safe(session.Id)} is ended");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static TextTable Table(IReadOnlyList<SessionInfo> sessions)
    {
        var table = new TextTable("ID", "PHASE", "SINCE", "WHERE", "WHO", "FROM", "COMMAND");
        foreach (var session in sessions)
        {
            table.Add(
                session.Id,
                session.Phase,
                SafeText.Span(TimeProvider.System.GetUtcNow() - session.Started),
                $"{session.Account}@{session.Target}",
                Who(session),
                session.SourceAddress,
                session.Command ?? "");
        }

        return table;
    }

    private static TextTable HistoryTable(IReadOnlyList<SessionInfo> sessions)
    {
        var table = new TextTable("ID", "PHASE", "STARTED", "ENDED", "EXIT", "WHERE", "WHO", "REASON", "COMMAND");
        foreach (var session in sessions)
        {
            table.Add(
                session.Id,
                session.Phase,
                Moment(session.Started),
                session.Ended is { } ended ? Moment(ended) : "-",
                session.Exit ?? "-",
                $"{session.Account}@{session.Target}",
                Who(session),
                session.Reason ?? "-",
                session.Command ?? "");
        }

        return table;
    }

    private static string Moment(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, string Value)> Fields(SessionInfo session)
    {
        yield return ("session", session.Id);
        yield return ("connection", session.ConnectionId);
        yield return ("phase", session.Phase);
        yield return ("where", $"{session.Account} at {session.Target}");
        yield return ("who", Who(session));
        yield return ("issuer", session.Issuer);
        yield return ("from", session.SourceAddress);
        yield return ("started", Moment(session.Started));
        if (session.Ended is { } ended)
        {
            yield return ("ended", Moment(ended));
            yield return ("exit", session.Exit ?? "-");
            yield return ("reason", session.Reason ?? "-");
        }
        else if (session.Ends is { } ends)
        {
            yield return ("ends in", SafeText.Span(ends - TimeProvider.System.GetUtcNow()));
        }

        yield return ("command", session.Command ?? "");
    }

    private static string Who(SessionInfo session) =>
        session.Agent is null ? session.Subject : $"{session.Agent} for {session.Subject}";

    private static string Path(string id) => $"/api/v1/sessions/{Uri.EscapeDataString(id)}";
}

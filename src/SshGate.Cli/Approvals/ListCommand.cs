using System.CommandLine;
using System.Text.Json;
using SshGate.Cli.Api;
using SshGate.Gateway.Api;
using SshGate.Gateway.Approvals;

namespace SshGate.Cli.Approvals;

/// <summary><c>sshgate approvals list</c>.</summary>
internal static class ListCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var state = new Option<string>("--state")
        {
            Description = "pending, approved, rejected, expired, cancelled, consumed, failed, or all",
            DefaultValueFactory = _ => "pending",
        };
        var command = new Command("list", "List held requests, the newest first") { state };
        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var wanted = parse.GetValue(state)!;
            var query = wanted == All ? "" : "?state=" + Uri.EscapeDataString(wanted);
            var requests = await client.GetAsync(
                "/api/v1/approvals" + query, ApiJson.Default.IReadOnlyListApprovalSummary, cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            if (connection.Json(parse))
            {
                await output.WriteLineAsync(
                    JsonSerializer.Serialize(requests, ApiJson.Default.IReadOnlyListApprovalSummary));
            }
            else if (requests.Count == 0)
            {
                await output.WriteLineAsync(wanted == All ? "no requests" : $"no {SafeText.Safe(wanted)} requests");
            }
            else
            {
                Table(requests).Write(output);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static TextTable Table(IReadOnlyList<ApprovalSummary> requests)
    {
        var table = new TextTable("ID", "STATE", "ENDS IN", "ASKS", "RISK", "WHERE", "WHO", "COMMAND");
        foreach (var request in requests)
        {
            table.Add(
                request.Id,
                request.State.ToString().ToLowerInvariant(),
                request.State == ApprovalState.Pending ? SafeText.Span(request.Expires - TimeProvider.System.GetUtcNow()) : "-",
                Asks(request),
                request.Risk.ToString().ToLowerInvariant(),
                $"{request.Account}@{request.Target}",
                request.Agent is null ? request.Subject : $"{request.Agent} for {request.Subject}",
                SafeText.Beginning(request.CommandText, request.Bytes, request.Truncated));
        }

        return table;
    }

    /// <summary>Who may decide now, and at which stage.</summary>
    private static string Asks(ApprovalSummary request) =>
        request.State != ApprovalState.Pending
            ? request.IsFallback ? "nobody answered" : "-"
            : string.Join(",", request.MayDecide)
                + (request.Stage is null ? "" : $", stage {request.Stage}")
                + (request.IsEscalated ? ", escalated" : "");
}

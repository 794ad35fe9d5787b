using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SshGate.Cli.Api;
using SshGate.Gateway.Api;
using SshGate.Gateway.Approvals;

namespace SshGate.Cli.Approvals;

/// <summary><c>sshgate approvals watch</c>.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var command = new Command(
            "watch", "Print requests as they come and change, until Ctrl-C; with --json one JSON document a line");
        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var json = connection.Json(parse);
            var output = parse.InvocationConfiguration.Output;
            var seen = new Dictionary<string, ApprovalState>(StringComparer.Ordinal);
            while (true)
            {
                await foreach (var request in client.WatchAsync(cancellationToken))
                {
                    // After a reconnect the gate tells again what is pending.
                    if (seen.TryGetValue(request.Id, out var state) && state == request.State)
                    {
                        continue;
                    }

                    Remember(seen, request);
                    await output.WriteLineAsync(
                        json ? JsonSerializer.Serialize(request, ApiJson.Default.ApprovalSummary) : Line(request));
                    await output.FlushAsync(cancellationToken);
                }

                // The gate ended the stream in good order: we were too slow, the token is about to end, or it stops.
                await Task.Delay(ReconnectDelay, cancellationToken);
            }
        });
        return command;
    }

    private static void Remember(Dictionary<string, ApprovalState> seen, ApprovalSummary request)
    {
        if (request.State is ApprovalState.Pending or ApprovalState.Approved)
        {
            seen[request.Id] = request.State;
        }
        else
        {
            seen.Remove(request.Id);
        }
    }

    private static string Line(ApprovalSummary request)
    {
        var time = TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var who = request.Agent is null ? request.Subject : $"{request.Agent} for {request.Subject}";
        return SafeText.Safe(
            $"{time} {request.State.ToString().ToLowerInvariant(),-9} {request.Id} {request.Risk.ToString().ToLowerInvariant()}"
            + $" {request.Account}@{request.Target} {who}: {SafeText.Beginning(request.CommandText, request.Bytes, request.Truncated)}");
    }
}

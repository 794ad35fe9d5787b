using System.CommandLine;
using System.Text.Json;
using SshGate.Cli.Api;
using SshGate.Gateway.Api;

namespace SshGate.Cli.Approvals;

/// <summary><c>sshgate approvals approve</c> and <c>reject</c>: a decision about exactly what was shown.</summary>
internal static class DecideCommand
{
    public static Command CreateApprove()
    {
        var digest = new Option<string?>("--digest")
        {
            Description = "Approve what has this digest, without showing it again: for scripts that have shown it",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask after showing the request" };
        var command = Create("approve", "Show a request, and approve exactly what was shown, once", digest, yes);
        return command;
    }

    public static Command CreateReject()
    {
        var digest = new Option<string?>("--digest") { Description = "Reject only what has this digest" };
        return Create("reject", "Reject a request; the agent is told the reason", digest, yes: null);
    }

    private static Command Create(string verb, string description, Option<string?> digest, Option<bool>? yes)
    {
        var rejects = yes is null;
        var id = new Argument<string>("id") { Description = "The request" };
        var reason = new Option<string?>("--reason") { Description = "Why; it is put on record", Required = rejects };
        var command = new Command(verb, description) { id, reason, digest };
        if (yes is not null)
        {
            command.Options.Add(yes);
        }

        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var request = parse.GetValue(id)!;
            var streams = parse.InvocationConfiguration;
            var json = connection.Json(parse);
            var decided = parse.GetValue(digest)
                ?? await LookAsync(client, request, rejects || (yes is not null && parse.GetValue(yes)), quiet: rejects || json, streams, cancellationToken);
            var result = await client.PostAsync(
                $"/api/v1/approvals/{Uri.EscapeDataString(request)}/{verb}",
                new DecisionBody(decided, parse.GetValue(reason)),
                ApiJson.Default.DecisionBody,
                ApiJson.Default.DecisionView,
                cancellationToken);
            await streams.Output.WriteLineAsync(
                json ? JsonSerializer.Serialize(result, ApiJson.Default.DecisionView) : Words(result));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Shows the request, asks where a person is there to be asked, and returns the digest of what was shown.</summary>
    private static async Task<string> LookAsync(
        ApiClient client,
        string id,
        bool agreed,
        bool quiet,
        InvocationConfiguration streams,
        CancellationToken cancellationToken)
    {
        var view = await ShowCommand.FetchAsync(client, id, cancellationToken);
        if (!quiet)
        {
            await new ApprovalCard(view, SafeText.TerminalWidth()).WriteAsync(streams.Output);
        }

        if (agreed)
        {
            return view.Digest;
        }

        if (quiet || Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            throw new CliException(
                ExitCodes.Usage,
                "nobody is there to be asked, so nothing was approved",
                $"after looking at it, add --digest {SafeText.Safe(view.Digest)}; --yes approves whatever is there now");
        }

        await streams.Output.WriteAsync("approve this? (yes/no) ");
        var answer = await PersonAtTerminal.ReadLineAsync(Console.In, cancellationToken);
        return string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase)
            ? view.Digest
            : throw new CliException(ExitCodes.No, "not approved; the request still waits", $"reject it with: sshgate approvals reject {SafeText.Safe(id)} --reason WHY");
    }

    private static string Words(DecisionView result)
    {
        var state = result.State.ToString().ToLowerInvariant();
        return result.Missing == 0
            ? $"request {SafeText.Safe(result.Id)} is {state}"
            : $"request {SafeText.Safe(result.Id)} is {state}: your approval counts, {result.Missing} more needed{(result.Stage is null ? "" : $" for stage {SafeText.Safe(result.Stage)}")}";
    }
}

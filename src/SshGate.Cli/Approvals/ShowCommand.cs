using System.CommandLine;
using System.Text.Json;
using SshGate.Cli.Api;
using SshGate.Gateway.Api;

namespace SshGate.Cli.Approvals;

/// <summary><c>sshgate approvals show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The request" };
        var command = new Command("show", "Show one request in full") { id };
        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var view = await FetchAsync(client, parse.GetValue(id)!, cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            if (connection.Json(parse))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(view, ApiJson.Default.ApprovalView));
            }
            else
            {
                await new ApprovalCard(view, SafeText.TerminalWidth()).WriteAsync(output);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Fetches a request and checks that its digest is that of what will be shown.</summary>
    public static async Task<ApprovalView> FetchAsync(ApiClient client, string id, CancellationToken cancellationToken)
    {
        var view = await client.GetAsync(
            $"/api/v1/approvals/{Uri.EscapeDataString(id)}", ApiJson.Default.ApprovalView, cancellationToken);
        return ApprovalCard.DigestOf(view) == view.Digest
            ? view
            : throw new CliException(
                ExitCodes.No,
                "the digest of this request is not that of its content: what would be shown is not what would run",
                "do not approve it; tell the gate's operator");
    }
}

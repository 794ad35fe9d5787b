using System.CommandLine;
using System.Text.Json;
using SshGate.Cli.Api;
using SshGate.Gateway.Api;

namespace SshGate.Cli.Approvals;

/// <summary><c>sshgate approvals withdraw</c>: who asked takes the question back.</summary>
internal static class WithdrawCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The request" };
        var command = new Command("withdraw", "Take back a request of your own: nobody can approve or use it any more") { id };
        var connection = ApiConnection.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var client = connection.Open(parse);
            var request = parse.GetValue(id)!;
            var result = await client.PostAsync(
                $"/api/v1/approvals/{Uri.EscapeDataString(request)}/withdraw",
                new DecisionBody(null, null),
                ApiJson.Default.DecisionBody,
                ApiJson.Default.DecisionView,
                cancellationToken);
            await parse.InvocationConfiguration.Output.WriteLineAsync(
                connection.Json(parse)
                    ? JsonSerializer.Serialize(result, ApiJson.Default.DecisionView)
                    : $"request {SafeText.Safe(result.Id)} is withdrawn");
            return ExitCodes.Ok;
        });
        return command;
    }
}

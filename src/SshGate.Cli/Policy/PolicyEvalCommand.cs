using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy eval</c>: JSON lines in, verdicts out.</summary>
internal static class PolicyEvalCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var policy = PolicyFiles.PolicyOption();
        var json = PolicyFiles.JsonOption();
        var options = new RequestOptions();
        var command = new Command("eval", "Judge lines: JSON lines {\"id\",\"line\",\"context\",\"shell\"} in, verdicts out") { policy, json };
        options.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            var document = await PolicyFiles.LoadAsync(parse.GetValue(policy), ct);
            await JsonLines.MapAsync(
                (id, line, context, shell) =>
                {
                    var verdict = document.Evaluate(VerdictText.Request(
                        CommandLine.Parse(Encoding.UTF8.GetBytes(line), context, shell), null, false, options, parse));
                    return JsonSerializer.Serialize(
                        new
                        {
                            id,
                            decision = VerdictText.Decision(verdict.Kind),
                            risk = VerdictText.Risk(verdict.Risk),
                            rules = verdict.Rules,
                            effective = verdict.Effective,
                            reasons = verdict.Reasons.Select(reason => reason.Text),
                        },
                        Json);
                },
                ct);
            return ExitCodes.Ok;
        });
        return command;
    }
}

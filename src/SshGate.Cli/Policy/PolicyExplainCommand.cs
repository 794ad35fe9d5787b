using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy explain LINE</c>: what would be decided about one line or a connection, and why.</summary>
internal static class PolicyExplainCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var line = new Argument<string?>("line")
        {
            Description = "The command line, as one argument; without it, the connection is explained",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var context = new Option<CommandContext>("--context") { Description = "Where the line is read", DefaultValueFactory = _ => CommandContext.Exec };
        var shell = new Option<ShellDialect>("--shell") { Description = "The shell at the target: posix (some POSIX shell), bash, zsh or none" };
        var input = new Option<string?>("--input") { Description = "A file with standard input that the command reads as code" };
        var terminal = new Option<bool>("--terminal") { Description = "The command gets a terminal" };
        var policy = PolicyFiles.PolicyOption();
        var json = PolicyFiles.JsonOption();
        var options = new RequestOptions();
        var command = new Command("explain", "Explain what is decided about a line or a connection") { line, context, shell, input, terminal, policy, json };
        options.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            var output = parse.InvocationConfiguration.Output;
            var document = await PolicyFiles.LoadAsync(parse.GetValue(policy), ct);
            var text = parse.GetValue(input) is { } file ? await PolicyFiles.ReadAsync(file, ct) : null;
            PolicyRequest request = parse.GetValue(line) is { } source
                ? VerdictText.Request(
                    CommandLine.Parse(Encoding.UTF8.GetBytes(source), parse.GetValue(context), parse.GetValue(shell)),
                    text is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(text),
                    parse.GetValue(terminal),
                    options,
                    parse)
                : VerdictText.Connection(options, parse);
            var explanation = document.Explain(request);
            if (parse.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(ToJson(explanation), Json));
            }
            else
            {
                ExplanationText.Print(explanation, output);
            }

            return explanation.Verdict.Kind == VerdictKind.Allow ? ExitCodes.Ok : ExitCodes.No;
        });
        return command;
    }

    private static object ToJson(PolicyExplanation explanation)
    {
        var verdict = explanation.Verdict;
        return new
        {
            decision = VerdictText.Decision(verdict.Kind),
            risk = VerdictText.Risk(verdict.Risk),
            rules = verdict.Rules,
            effective = verdict.Effective,
            reasons = verdict.Reasons.Select(reason => new { rule = reason.Rule, text = reason.Text, start = reason.Span?.Start, length = reason.Span?.Length }),
            inputIsCode = explanation.Analysis?.InputIsCode == true,
            policyVersion = verdict.PolicyVersion,
            message = verdict.Message,
            hint = verdict.Hint,
            tags = verdict.Tags,
            settings = new
            {
                mask = verdict.Settings.Mask,
                notify = verdict.Settings.Notify,
                recordInput = verdict.Settings.RecordInput,
                wait = verdict.Settings.Wait.ToString().ToLowerInvariant(),
            },
            delegation = ToJson(verdict.Delegation),
            approval = verdict.Approval is { } approval ? new
            {
                approvers = approval.AllGroups,
                count = approval.People,
                expiresSeconds = (long)approval.ExpiresAfter.TotalSeconds,
                stages = approval.Stages.Select(stage => new { name = stage.Name, approvers = stage.ApproverGroups, count = stage.Count }),
                escalation = approval.Escalation is { } escalation ? new { afterSeconds = (long)escalation.After.TotalSeconds, to = escalation.Groups } : null,
                serviceLevelSeconds = (long?)approval.ServiceLevel?.TotalSeconds,
                fallback = ToJson(approval.Fallback),
                labels = approval.Labels,
            }
            : null,
            elements = explanation.Elements,
            considered = explanation.Rules.Select(rule => new
            {
                id = rule.Id,
                then = rule.Then is { } then ? VerdictText.Decision(then) : null,
                fits = rule.Fits,
                decides = rule.Decides,
                element = rule.Element,
                note = rule.Note,
                conditions = rule.Conditions.Select(one => new { key = one.Key, wanted = one.Wanted, found = one.Found, holds = one.Holds }),
            }),
        };
    }

    private static object? ToJson(Delegation? delegation) =>
        delegation is null ? null : new { name = delegation.Name, owner = delegation.Owner, until = delegation.Until };
}

using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Cli.Policy;

/// <summary><c>sshgate policy explain LINE</c>: what would be decided about one line, and why.</summary>
internal static class PolicyExplainCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var line = new Argument<string>("line") { Description = "The command line, as one argument" };
        var context = new Option<CommandContext>("--context") { Description = "Where the line is read", DefaultValueFactory = _ => CommandContext.Exec };
        var shell = new Option<ShellDialect>("--shell") { Description = "The shell at the target: posix (some POSIX shell), bash, zsh or none" };
        var input = new Option<string?>("--input") { Description = "A file with standard input that the command reads as code" };
        var terminal = new Option<bool>("--terminal") { Description = "The command gets a terminal" };
        var policy = PolicyFiles.PolicyOption();
        var json = PolicyFiles.JsonOption();
        var options = new RequestOptions();
        var command = new Command("explain", "Explain what is decided about a line") { line, context, shell, input, terminal, policy, json };
        options.AddTo(command);
        command.SetAction(async (parse, ct) =>
        {
            var document = await PolicyFiles.LoadAsync(parse.GetValue(policy), ct);
            var text = parse.GetValue(input) is { } file ? await PolicyFiles.ReadAsync(file, ct) : null;
            var commandLine = CommandLine.Parse(Encoding.UTF8.GetBytes(parse.GetValue(line)!), parse.GetValue(context), parse.GetValue(shell));
            var code = text is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(text);
            var verdict = document.Evaluate(VerdictText.Request(commandLine, code, parse.GetValue(terminal), options, parse));
            var inputIsCode = document.Analyze(commandLine).InputIsCode;
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(ToJson(verdict, inputIsCode), Json));
            }
            else
            {
                Print(verdict, commandLine, inputIsCode);
            }

            return verdict.Kind == VerdictKind.Allow ? ExitCodes.Ok : ExitCodes.No;
        });
        return command;
    }

    private static object ToJson(Verdict verdict, bool inputIsCode) => new
    {
        decision = VerdictText.Decision(verdict.Kind),
        risk = VerdictText.Risk(verdict.Risk),
        rules = verdict.Rules,
        effective = verdict.Effective,
        reasons = verdict.Reasons.Select(reason => new { rule = reason.Rule, text = reason.Text, start = reason.Span?.Start, length = reason.Span?.Length }),
        inputIsCode,
        policyVersion = verdict.PolicyVersion,
        approval = verdict.Approval is { } approval
            ? new { approvers = approval.AllGroups, count = approval.People, expiresSeconds = (long)approval.ExpiresAfter.TotalSeconds }
            : null,
    };

    private static void Print(Verdict verdict, CommandLine line, bool inputIsCode)
    {
        Console.WriteLine($"decision   {VerdictText.Decision(verdict.Kind)}");
        Console.WriteLine($"risk       {VerdictText.Risk(verdict.Risk)}");
        Console.WriteLine($"rules      {string.Join(", ", verdict.Rules)}");
        Console.WriteLine($"runs       {Printable.Escape(string.Join(", ", verdict.Effective))}");
        if (inputIsCode)
        {
            Console.WriteLine("input      is code: it is withheld and judged with the command");
        }

        if (verdict.Approval is { } approval)
        {
            Console.WriteLine(
                $"approval   {approval.People} of {Printable.Escape(string.Join(", ", approval.AllGroups))} within {approval.ExpiresAfter}");
        }

        foreach (var reason in verdict.Reasons)
        {
            var where = reason.Span is { Length: > 0 } span && span.End <= line.Source.Length
                ? $"  «{Printable.Escape(line.Source.Span.Slice(span.Start, Math.Min(span.Length, 60)))}»"
                : "";
            Console.WriteLine($"because    [{reason.Rule}] {Printable.Escape(reason.Text)}{where}");
        }

        Console.WriteLine($"policy     {verdict.PolicyVersion}");
    }
}

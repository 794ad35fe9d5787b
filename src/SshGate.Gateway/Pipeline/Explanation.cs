using System.Text;
using System.Text.Json;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Gateway.Pipeline;

/// <summary>The answer to a dry run (<c>SSHGATE_EXPLAIN=1</c>): what would be decided, and why. It goes to standard output.</summary>
internal static class Explanation
{
    /// <summary>The status that the command would end with at the gate; 0 when it would run.</summary>
    public static uint ExitStatus(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Allow => 0,
        VerdictKind.RequireApproval => GateExit.Held,
        VerdictKind.Deny => GateExit.Denied,
    };

    /// <summary>The bytes to print: lines for people, or one JSON document.</summary>
    public static byte[] ToBytes(Verdict verdict, CommandBinding binding, bool asJson, bool forTerminal)
    {
        var text = asJson ? Json(verdict, binding) : Text(verdict, binding);
        return Encoding.UTF8.GetBytes(forTerminal ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text);
    }

    private static string Json(Verdict verdict, CommandBinding binding) => JsonSerializer.Serialize(
        new
        {
            sshgate = "explained",
            decision = Word(verdict.Kind),
            risk = verdict.Risk.ToString().ToLowerInvariant(),
            rules = verdict.Rules,
            effective = verdict.Effective,
            reasons = verdict.Reasons.Select(reason => reason.Text),
            stages = verdict.Approval?.Stages.Select(stage => new { name = stage.Name, approvers = stage.ApproverGroups, count = stage.Count }),
            digest = binding.Digest,
            policy = verdict.PolicyVersion,
            exit = ExitStatus(verdict),
        }) + "\n";

    private static string Text(Verdict verdict, CommandBinding binding)
    {
        var text = new StringBuilder();
        void Line(string name, string value) => text.Append(name.PadRight(10)).Append(Printable.Escape(value)).Append('\n');

        Line("decision", Word(verdict.Kind) + (verdict.Approval is { } need
            ? $": {string.Join(", then ", need.Stages.Select(stage => $"{stage.Count} of {string.Join(", ", stage.ApproverGroups)}"))} within {need.ExpiresAfter}"
            : ""));
        Line("risk", verdict.Risk.ToString().ToLowerInvariant());
        Line("rules", string.Join(", ", verdict.Rules));
        Line("runs", string.Join(", ", verdict.Effective));
        foreach (var reason in verdict.Reasons.Take(20))
        {
            Line("because", $"{reason.Text} (rule {reason.Rule})");
        }

        Line("digest", binding.Digest);
        Line("policy", verdict.PolicyVersion);
        Line("note", "this was a dry run: nothing was sent to the target");
        return text.ToString();
    }

    private static string Word(VerdictKind kind) => kind switch
    {
        VerdictKind.Allow => "allow",
        VerdictKind.RequireApproval => "approve",
        VerdictKind.Deny => "deny",
    };
}

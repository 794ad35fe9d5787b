using System.Reflection;
using SshGate.Gateway.Approvals;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>Verdicts as the policy gives them.</summary>
internal static class PolicyVerdicts
{
    /// <summary>The own answer of a policy, the default one where none is named, about the command of a binding.</summary>
    public static Verdict Judge(CommandBinding binding, PolicyDocument? policy = null) =>
        (policy ?? PolicyDocument.Default).Evaluate(Request(binding, null, null));

    /// <summary>
    /// An Allow for the command of a binding. Only the policy project can make one, on purpose; so that these tests do not
    /// hang on what some policy allows, it is made behind its back.
    /// </summary>
    public static Verdict Allow(CommandBinding binding, string? target = null, string? account = null)
    {
        var verdict = (Verdict)Activator.CreateInstance(
            typeof(Verdict),
            BindingFlags.NonPublic | BindingFlags.Instance,
            null,
            [VerdictKind.Allow, RiskClass.Read, binding.PolicyVersion],
            null)!;
        typeof(Verdict).GetProperty(nameof(Verdict.Request))!.SetValue(verdict, Request(binding, target, account));
        return verdict;
    }

    /// <summary>The same for a verdict that holds the command for the people of a requirement.</summary>
    public static Verdict Hold(CommandBinding binding, ApprovalRequirement requirement)
    {
        var verdict = (Verdict)Activator.CreateInstance(
            typeof(Verdict),
            BindingFlags.NonPublic | BindingFlags.Instance,
            null,
            [VerdictKind.RequireApproval, RiskClass.Destructive, binding.PolicyVersion],
            null)!;
        typeof(Verdict).GetProperty(nameof(Verdict.Request))!.SetValue(verdict, Request(binding, null, null));
        typeof(Verdict).GetProperty(nameof(Verdict.Approval))!.SetValue(verdict, requirement);
        return verdict;
    }

    private static CommandRequest Request(CommandBinding binding, string? target, string? account) => new()
    {
        Subject = new PolicySubject { Issuer = "https://issuer.test", Subject = "agent-1" },
        Target = new PolicyTarget { Name = target ?? binding.Target, Account = account ?? binding.Account },
        Now = TimeProvider.System.GetUtcNow(),
        SourceAddress = "192.0.2.7",
        Command = binding.CommandLine,
        Input = binding.Input,
        HasTerminal = binding.HasTerminal,
    };
}

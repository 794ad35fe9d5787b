using SshGate.Gateway.Approvals;
using SshGate.Policy;

namespace SshGate.Gateway.Pipeline;

/// <summary>Decides what of the agent's input reaches a command.</summary>
internal static class InputGrants
{
    /// <summary>The byte that a terminal turns into SIGINT.</summary>
    public const byte Interrupt = 0x03;

    /// <summary>The grant that an admitted command carries.</summary>
    /// <param name="command">The command, with the claim of an approval if people agreed.</param>
    /// <param name="analysis">What the policy says the command does.</param>
    /// <param name="hasTerminal">Whether it runs on a terminal.</param>
    public static InputGrant Of(AdmittedCommand command, CommandAnalysis analysis, bool hasTerminal) =>
        // It was analysed anew after a wait: by then the policy may know an interpreter whose input nobody withheld.
        analysis.InputIsCode && !hasTerminal && command.Binding.Input is null ? InputGrant.Judged
        : !TakesKeystrokes(analysis, hasTerminal) ? (hasTerminal ? InputGrant.InterruptOnly : InputGrant.All)
        : command.Claim is not null ? InputGrant.Ungated
        : hasTerminal ? InputGrant.InterruptOnly : InputGrant.Judged;

    /// <summary>Whether what is typed into the command tells it what to do: an interactive program, or an interpreter on a terminal.</summary>
    /// <param name="analysis">What the policy says the command does.</param>
    /// <param name="hasTerminal">Whether it runs on a terminal; without one an interpreter's input was withheld and judged.</param>
    public static bool TakesKeystrokes(CommandAnalysis analysis, bool hasTerminal) =>
        analysis.InputIsCode ? hasTerminal : analysis.Findings.Any(finding => finding.Risk == RiskClass.Interactive);
}

using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;
using SshGate.Policy;

namespace SshGate.Gateway.Pipeline;

/// <summary>What became of a <see cref="GatedAction"/>.</summary>
internal abstract record GateOutcome
{
    private GateOutcome()
    {
    }

    /// <summary>It may run, once.</summary>
    /// <param name="Command">The proof.</param>
    /// <param name="Input">What of the agent's input reaches it.</param>
    /// <param name="Settings">What rules want beside the answer: masking, recording, notification.</param>
    public sealed record Admitted(AdmittedCommand Command, InputGrant Input, VerdictSettings Settings) : GateOutcome;

    /// <summary>It does not run; the agent was told so.</summary>
    /// <param name="ExitStatus">A status of <see cref="GateExit"/>, or 0 when the agent only asked what would happen.</param>
    /// <param name="Message">What the agent was told, for lanes that answer in their own protocol as well.</param>
    public sealed record Refused(uint ExitStatus, GateMessage Message) : GateOutcome;
}

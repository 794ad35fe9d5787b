using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Pipeline;

/// <summary>How a hold ended: with the proof that the command may run, or with an exit status, said to the agent already.</summary>
internal abstract record HoldOutcome
{
    private HoldOutcome()
    {
    }

    public sealed record Released(AdmittedCommand Command) : HoldOutcome;

    public sealed record Ended(uint ExitStatus, GateMessage Message) : HoldOutcome;
}

using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;
using SshGate.Policy;

namespace SshGate.Gateway.Pipeline;

/// <summary>A verdict after a wait: the policy in force may be another one than at the time of asking, and its rules may go by the clock.</summary>
internal static class StandingVerdict
{
    /// <summary>Whether the policy in force now is content with what was given for a request.</summary>
    /// <param name="gate">The services.</param>
    /// <param name="asked">The verdict before the wait.</param>
    /// <param name="request">The request, with what was given.</param>
    public static bool IsContent(GateServices gate, Verdict asked, ApprovalRequest request) =>
        asked.Request is { } question
        && ApprovalRules.IsContent(gate.Policy.Current.Evaluate(question with { Now = gate.Clock.GetUtcNow() }), request);
}

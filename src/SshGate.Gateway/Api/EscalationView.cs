using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Api;

/// <summary>Who may decide as well, and from when on.</summary>
/// <param name="Groups">Their groups.</param>
/// <param name="At">When they are asked, if nobody decided until then.</param>
/// <param name="Since">Since when they are asked; absent when they are not.</param>
public sealed record EscalationView(IReadOnlyList<string> Groups, DateTimeOffset At, DateTimeOffset? Since)
{
    internal static EscalationView? Of(ApprovalRequest request) =>
        request.Requirement.Escalation is { } escalation
            ? new(escalation.Groups, request.Created + escalation.After, request.EscalatedAt)
            : null;
}

using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Api;

/// <summary>The standing pre-approval that speaks when nobody answers in time.</summary>
/// <param name="Delegation">Its name in the policy.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Since">When it spoke, and no person did; absent when it has not.</param>
public sealed record FallbackView(string Delegation, string Owner, DateTimeOffset Until, DateTimeOffset? Since)
{
    internal static FallbackView? Of(ApprovalRequest request) =>
        request.Requirement.Fallback is { } delegation
            ? new(delegation.Name, delegation.Owner, delegation.Until, request.FallbackAt)
            : null;
}

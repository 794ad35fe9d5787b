using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Api;

/// <summary>The answer to a decision that counts.</summary>
/// <param name="Id">The request.</param>
/// <param name="State">Its state now.</param>
/// <param name="Missing">How many more people must approve the stage that is open now.</param>
/// <param name="Stage">The stage that is open now; absent when none is.</param>
public sealed record DecisionView(string Id, ApprovalState State, int Missing, string? Stage);

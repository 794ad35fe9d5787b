using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>Verdicts that the real policy gives.</summary>
internal static class PolicyVerdicts
{
    /// <summary>An Allow.</summary>
    public static Verdict Allow() => PolicyDocument.Default!.Evaluate(new ConnectionRequest
    {
        Subject = new PolicySubject { Issuer = "https://issuer.test", Subject = "agent-1" },
        Target = new PolicyTarget { Name = "web1", Account = "deploy" },
        Now = TimeProvider.System.GetUtcNow(),
        SourceAddress = "192.0.2.7",
    });
}

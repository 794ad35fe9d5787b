namespace SshGate.Policy.Tests.Rules;

public sealed class ThresholdTests
{
    private static readonly PolicyDocument Document = TestRules.Load(
        """
        version: 1
        approvals:
          routine: { approvers: [peers], expires: 24h, service-level: 4h }
          critical: { stages: [{ name: technical, approvers: [sre] }, { name: security, approvers: [security] }], expires: 1h, service-level: 30m }
        thresholds:
          - id: matrix
            when: { not: { command: [kubectl, helm] } }
            environments:
              production: { read: allow, write: routine, destructive: critical, other: deny }
              "dev*": { destructive: routine, opaque: routine, other: allow }
              other: { read: allow, other: approve }
          - id: cluster
            when: { command: [kubectl, helm] }
            environments:
              other: { read: allow, other: critical }
              production: { read: allow, other: deny }
        """);

    [Theory]
    [InlineData("production", "ls", VerdictKind.Allow, "matrix.production.read", null)]
    [InlineData("production", "touch x", VerdictKind.RequireApproval, "matrix.production.write", "peers")]
    [InlineData("production", "rm x", VerdictKind.RequireApproval, "matrix.production.destructive", "sre,security")]
    [InlineData("production", "sudo ls", VerdictKind.Deny, "matrix.production.other", null)]
    [InlineData("dev-3", "touch x", VerdictKind.Allow, "matrix.dev-.other", null)]
    [InlineData("dev-3", "./unknown", VerdictKind.RequireApproval, "matrix.dev-.opaque", "peers")]
    [InlineData("staging", "touch x", VerdictKind.RequireApproval, "matrix.other.other", "sshgate-approvers")]
    [InlineData("", "ls", VerdictKind.Allow, "matrix.other.read", null)]
    [InlineData("staging", "kubectl delete pod x", VerdictKind.RequireApproval, "cluster.other.other", "sre,security")]
    [InlineData("production", "kubectl delete pod x", VerdictKind.Deny, "cluster.production.other", null)]
    [InlineData("production", "kubectl get pods", VerdictKind.Allow, "cluster.production.read", null)]
    public void A_cell_is_a_rule(string environment, string line, VerdictKind kind, string rule, string? groups)
    {
        var request = TestPolicy.Request(TestPolicy.Parse(line));
        var verdict = Document.Evaluate(request with { Target = request.Target with { Environment = environment } });
        Assert.Equal(kind, verdict.Kind);
        Assert.Contains(rule, verdict.Rules);
        Assert.Equal(groups, verdict.Approval is { } approval ? string.Join(',', approval.AllGroups) : null);
    }
}

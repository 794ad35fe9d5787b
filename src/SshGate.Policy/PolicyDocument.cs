using System.Security.Cryptography;
using System.Text;
using SshGate.Policy.Classification;

namespace SshGate.Policy;

/// <summary>A policy: read once from text, then a pure function from request to verdict.</summary>
public sealed class PolicyDocument
{
    private readonly CommandTable _table = CommandTable.BuiltIn;

    private PolicyDocument(string version)
    {
        Version = version;
    }

    /// <summary>The policy that applies where the operator configured none.</summary>
    public static PolicyDocument? Default { get; } = Load("version: 1\n", "default-policy.yaml").Document;

    /// <summary>The digest of the text this document was read from: <c>sha256:</c> and lower-case hex.</summary>
    public string Version { get; }

    /// <summary>Reads a policy from YAML text; <paramref name="fileName"/> only names it in faults.</summary>
    public static PolicyLoad Load(string yaml, string fileName)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (!string.Equals(yaml.Trim(), "version: 1", StringComparison.Ordinal))
        {
            return new PolicyLoad(null, [new PolicyError(fileName, 1, 1, "expected 'version: 1'")]);
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(yaml));
        return new PolicyLoad(new PolicyDocument("sha256:" + Convert.ToHexStringLower(hash)), []);
    }

    /// <summary>Says what a command line would do, without asking any rule.</summary>
    public CommandAnalysis Analyze(CommandLine command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return LineAnalysis.Analyze(command, _table, null);
    }

    /// <summary>Answers a request. Never throws; any doubt is <see cref="VerdictKind.RequireApproval"/> or worse.</summary>
    public Verdict Evaluate(PolicyRequest request)
    {
        if (request is not CommandRequest command)
        {
            return new Verdict(VerdictKind.Allow, RiskClass.Read, Version);
        }

        var analysis = LineAnalysis.Analyze(command.Command, _table, command.Input);
        return new Verdict(analysis.Risk == RiskClass.Read ? VerdictKind.Allow : VerdictKind.RequireApproval, analysis.Risk, Version)
        {
            Reasons = [.. analysis.Findings.Select(finding => new VerdictReason("default", finding.Text, finding.Span))],
            Rules = ["default"],
            Effective = analysis.Effective,
            Approval = new ApprovalRequirement(["sshgate-approvers"], 1, TimeSpan.FromMinutes(15)),
        };
    }
}

using System.Security.Cryptography;
using System.Text;

namespace SshGate.Policy;

/// <summary>A policy: read once from text, then a pure function from request to verdict.</summary>
public sealed class PolicyDocument
{
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
        var whole = new SourceSpan(0, command.Source.Length);
        return new CommandAnalysis([new Finding(RiskClass.Opaque, $"not read by {Version}", whole)], ["?"], true);
    }

    /// <summary>Answers a request. Never throws; any doubt is <see cref="VerdictKind.RequireApproval"/> or worse.</summary>
    public Verdict Evaluate(PolicyRequest request)
    {
        var verdict = Answer(request);
        verdict.Request = request;
        return verdict;
    }

    private Verdict Answer(PolicyRequest request)
    {
        return request is ConnectionRequest
            ? new Verdict(VerdictKind.Allow, RiskClass.Read, Version)
            : new Verdict(VerdictKind.RequireApproval, RiskClass.Opaque, Version)
            {
                Reasons = [new VerdictReason("default", "nothing is read yet", null)],
                Rules = ["default"],
                Effective = ["?"],
                Approval = new ApprovalRequirement(["sshgate-approvers"], 1, TimeSpan.FromMinutes(15)),
            };
    }
}

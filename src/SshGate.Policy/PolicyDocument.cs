using System.Security.Cryptography;
using System.Text;
using SshGate.Policy.Classification;
using SshGate.Policy.Rules;

namespace SshGate.Policy;

/// <summary>A policy: read once from text, then a pure function from request to verdict.</summary>
public sealed class PolicyDocument
{
    private readonly PolicyContent _content;

    private PolicyDocument(PolicyContent content, string version)
    {
        _content = content;
        Version = version;
    }

    /// <summary>The policy that applies where the operator configured none.</summary>
    public static PolicyDocument Default { get; } = Load(DefaultText(), "default-policy.yaml").Document
        ?? throw new InvalidOperationException("the built-in policy does not load");

    /// <summary>
    /// The digest of the text this document was read from, and of the packs it includes: <c>sha256:</c> and lower-case hex.
    /// </summary>
    public string Version { get; }

    /// <summary>Names that something outside must know.</summary>
    public PolicyReferences References => _content.References;

    /// <summary>The packs it includes.</summary>
    public IReadOnlyList<PolicyPack> Packs => _content.Packs;

    /// <summary>The tests that stand in the file itself.</summary>
    public IReadOnlyList<PolicyTest> Tests => _content.Tests;

    /// <summary>Standing pre-approvals, the ones that are over included.</summary>
    public IReadOnlyList<Delegation> Delegations => [.. _content.Delegations.Select(rule => rule.Delegation)];

    /// <summary>How many rules there are, cells of tables and rules of packs included.</summary>
    public int RuleCount => _content.Connections.Count + _content.Commands.Count;

    /// <summary>The text of <see cref="Default"/>, to copy and change.</summary>
    public static string DefaultText() => Resource("default-policy.yaml");

    /// <summary>The JSON schema of policy files, for editors.</summary>
    public static string SchemaText() => Resource("policy.schema.json");

    /// <summary>Reads a policy from YAML text; <paramref name="fileName"/> only names it in faults.</summary>
    public static PolicyLoad Load(string yaml, string fileName)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(fileName);
        var (content, errors, warnings) = PolicyReader.Read(yaml, fileName);
        return new PolicyLoad(content is null ? null : new PolicyDocument(content, Digest(yaml, content.Packs)), errors) { Warnings = warnings };
    }

    /// <summary>
    /// Says what a command line would do, without asking any rule; <paramref name="input"/> is standard input that was withheld
    /// because the command reads it as code.
    /// </summary>
    public CommandAnalysis Analyze(CommandLine command, ReadOnlyMemory<byte>? input = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        return LineAnalysis.Analyze(command, _content.Table, input);
    }

    /// <summary>Answers a request and says of every rule whether it fits, and why not. For people: it costs more than an answer.</summary>
    public PolicyExplanation Explain(PolicyRequest request) => Explanation.Of(
        _content, request, Evaluate(request), request is CommandRequest command ? Fitting(command, null) : null);

    /// <summary>Answers a request. Never throws; any doubt is <see cref="VerdictKind.RequireApproval"/> or worse.</summary>
    public Verdict Evaluate(PolicyRequest request) => Bound(request, null);

    /// <summary>
    /// Answers a request by an analysis that <see cref="Analyze"/> made of the same command line and input. One that was made of
    /// anything else, or by a policy with another command table, is not used: the command is analysed anew.
    /// </summary>
    public Verdict Evaluate(CommandRequest request, CommandAnalysis analysis) => Bound(request, analysis);

    private Verdict Bound(PolicyRequest request, CommandAnalysis? analysis)
    {
        var verdict = Answer(request, analysis);
        verdict.Request = request;
        return verdict;
    }

    private static string Digest(string yaml, IReadOnlyList<PolicyPack> packs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(yaml));
        foreach (var pack in packs)
        {
            // Behind a byte that no text holds: two files never meet in one digest by moving text from one to the other.
            hash.AppendData([0]);
            hash.AppendData(Encoding.UTF8.GetBytes(pack.Text));
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Resource(string name)
    {
        using var stream = typeof(PolicyDocument).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private CommandAnalysis Fitting(CommandRequest request, CommandAnalysis? analysis) =>
        analysis?.Origin.Is(request.Command, _content.Table, request.Input) == true
            ? analysis
            : LineAnalysis.Analyze(request.Command, _content.Table, request.Input);

    private Verdict Answer(PolicyRequest request, CommandAnalysis? analysis)
    {
        try
        {
            return request switch
            {
                ConnectionRequest connection => Evaluation.Connection(_content, connection, Version),
                CommandRequest command => Evaluation.Command(_content, command, Fitting(command, analysis), Version),
                _ => Refused("an unknown kind of request"),
            };
        }
#pragma warning disable CA1031 // A fault of the policy code itself must not become a command that runs.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Refused($"the policy failed: {failure.GetType().Name}");
        }
    }

    private Verdict Refused(string reason) => new(VerdictKind.Deny, RiskClass.Opaque, Version)
    {
        Reasons = [new VerdictReason("error", reason, null)],
        Rules = ["error"],
        Effective = ["?"],
    };
}

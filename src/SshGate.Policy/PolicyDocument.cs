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

    /// <summary>The digest of the text this document was read from: <c>sha256:</c> and lower-case hex.</summary>
    public string Version { get; }

    /// <summary>The text of <see cref="Default"/>, to copy and change.</summary>
    public static string DefaultText()
    {
        using var stream = typeof(PolicyDocument).Assembly.GetManifestResourceStream("default-policy.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a policy from YAML text; <paramref name="fileName"/> only names it in faults.</summary>
    public static PolicyLoad Load(string yaml, string fileName)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(fileName);
        var (content, errors) = PolicyReader.Read(yaml, fileName);
        var version = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)));
        return new PolicyLoad(content is null ? null : new PolicyDocument(content, version), errors);
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

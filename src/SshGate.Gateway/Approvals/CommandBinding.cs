using System.Globalization;
using SshGate.Gateway.Audit;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// Everything that gives a command its meaning, in one immutable value with one digest. A verdict and an approval are
/// for this and for nothing that differs from it in a single byte.
/// </summary>
public sealed class CommandBinding
{
    /// <summary>
    /// The most that is put before a person, command and input together. A larger text is not read, only scrolled past;
    /// and what is not read in full must not be approved.
    /// </summary>
    public const int MaxReviewableBytes = 256 * 1024;

    private const string Purpose = "sshgate command 1";

    private readonly KeyValuePair<string, string>[] _environment;
    private readonly byte[]? _input;

    /// <summary>Binds a command line to its circumstances.</summary>
    /// <param name="command">The parsed command; its own copy of the bytes is what is bound, sent and recorded.</param>
    /// <param name="input">Standard input that was withheld because it is code; copied. Null when none was.</param>
    /// <param name="environment">The variables that the target will be asked to set.</param>
    /// <param name="directory">The directory it runs in; null for the account's own.</param>
    /// <param name="target">The target's name in the catalogue.</param>
    /// <param name="account">The account on the target.</param>
    /// <param name="policyVersion">The policy that judged it.</param>
    /// <param name="hasTerminal">Whether it gets a terminal, which gives keystrokes a meaning.</param>
    public CommandBinding(
        CommandLine command,
        ReadOnlyMemory<byte>? input,
        IReadOnlyDictionary<string, string> environment,
        string? directory,
        string target,
        string account,
        string policyVersion,
        bool hasTerminal)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentException.ThrowIfNullOrEmpty(account);
        ArgumentException.ThrowIfNullOrEmpty(policyVersion);
        if ($"{directory}{target}{account}".Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("a directory, target or account cannot hold a NUL character");
        }

        CommandLine = command;
        _input = input?.ToArray();
        _environment = [.. environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)];
        Directory = directory;
        Target = target;
        Account = account;
        PolicyVersion = policyVersion;
        HasTerminal = hasTerminal;
        Digest = ComputeDigest();
    }

    private CommandBinding(CommandBinding same, string policyVersion)
    {
        CommandLine = same.CommandLine;
        _input = same._input;
        _environment = same._environment;
        Directory = same.Directory;
        Target = same.Target;
        Account = same.Account;
        PolicyVersion = policyVersion;
        HasTerminal = same.HasTerminal;
        Digest = ComputeDigest();
    }

    /// <summary>The parsed command.</summary>
    public CommandLine CommandLine { get; }

    /// <summary>The exact bytes: those that are judged, shown, sent and recorded.</summary>
    public ReadOnlyMemory<byte> Command => CommandLine.Source;

    /// <summary>The withheld standard input, or null.</summary>
    public ReadOnlyMemory<byte>? Input => _input is null ? default(ReadOnlyMemory<byte>?) : _input.AsMemory();

    /// <summary>The environment, sorted by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment => _environment;

    /// <summary>The working directory, or null for the account's own.</summary>
    public string? Directory { get; }

    /// <summary>The target's name.</summary>
    public string Target { get; }

    /// <summary>The account on the target.</summary>
    public string Account { get; }

    /// <summary>The policy that judged it.</summary>
    public string PolicyVersion { get; }

    /// <summary>Whether it gets a terminal.</summary>
    public bool HasTerminal { get; }

    /// <summary><c>sha256:</c> and lower-case hex, over all of the above.</summary>
    public string Digest { get; }

    /// <summary>Whether a person can be asked about it; see <see cref="MaxReviewableBytes"/>.</summary>
    public bool IsReviewable => (long)Command.Length + (_input?.Length ?? 0) <= MaxReviewableBytes;

    /// <summary>
    /// The same command as an earlier policy would bind it: its digest is the one that people approved then, if nothing
    /// else differs. Whether the policy of today is content with that is another question, and to be asked as well.
    /// </summary>
    internal CommandBinding Under(string policyVersion) => new(this, policyVersion);

    /// <summary>
    /// Whether <paramref name="verdict"/> was given for this very command: the same parsed line, the same input bytes, the
    /// same target and account, by the policy it is bound to. An equal line parsed a second time is another command.
    /// </summary>
    internal bool IsJudgedBy(Verdict verdict) =>
        verdict.Request is CommandRequest judged
        && ReferenceEquals(judged.Command, CommandLine)
        && IsSameInput(judged.Input)
        && judged.HasTerminal == HasTerminal
        && string.Equals(judged.Target.Name, Target, StringComparison.Ordinal)
        && string.Equals(judged.Target.Account, Account, StringComparison.Ordinal)
        && string.Equals(verdict.PolicyVersion, PolicyVersion, StringComparison.Ordinal);

    /// <summary>Computes the digest anew. Differs from <see cref="Digest"/> only if memory was changed behind our back.</summary>
    internal string ComputeDigest()
    {
        using var hash = new CanonicalHash(Purpose);
        hash.Add(Command.Span).Add(CommandLine.Context.ToString());
        _ = _input is null ? hash.AddAbsent() : hash.Add(_input.AsSpan());
        hash.Add(_environment.Length.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in _environment)
        {
            hash.Add(name).Add(value);
        }

        hash.Add(Directory).Add(Target).Add(Account).Add(PolicyVersion);
        if (HasTerminal)
        {
            hash.Add("terminal");
        }

        return "sha256:" + Convert.ToHexStringLower(hash.Finish());
    }

    private bool IsSameInput(ReadOnlyMemory<byte>? input) =>
        input is null ? _input is null : _input is not null && input.Value.Span.SequenceEqual(_input);
}

using System.Text.RegularExpressions;
using SshGate.Policy;
using SshGate.Ssh.Transport;

namespace SshGate.Gateway.Targets;

/// <summary>
/// What names and addresses may be; nothing that a user name, a path, a shell or a log could read twice.
/// </summary>
internal static partial class TargetRules
{
    public const string NameForm = "a-z, 0-9, '.', '_' and '-', starting with a letter or digit, at most 64";

    public const string AccountForm = "letters, digits, '.', '_' and '-', not starting with '-', at most 64";

    public const string WordForm = "at most 128 visible ASCII characters";

    public const string PrincipalForm = "a-z, 0-9, '.', '_' and '-', not starting with '-', at most 64";

    public const string SourceForm = "an IP address or a network such as 192.0.2.0/24, in their shortest form";

    public const string JumpForm = "the name of a target, or account+target";

    public const string ShellForm = "posix, bash, zsh or none";

    /// <summary>The shell of this name; null when there is none.</summary>
    public static ShellDialect? Shell(string text) => text switch
    {
        "posix" => ShellDialect.Posix,
        "bash" => ShellDialect.Bash,
        "zsh" => ShellDialect.Zsh,
        "none" => ShellDialect.None,
        _ => null,
    };

    /// <summary>The name of a shell in the file.</summary>
    public static string Text(ShellDialect shell) => shell switch
    {
        ShellDialect.Bash => "bash",
        ShellDialect.Zsh => "zsh",
        ShellDialect.None => "none",
        _ => "posix",
    };

    /// <summary>What a machine that cannot do better may be allowed, target by target.</summary>
    public static IReadOnlyList<string> InsecureNames { get; } = ["ssh-rsa", "diffie-hellman-group14-sha1", "hmac-sha1"];

    /// <summary>What those names of a target mean to the SSH library.</summary>
    public static InsecureAlgorithms Insecure(IEnumerable<string> names) => names.Aggregate(
        InsecureAlgorithms.None,
        (all, name) => all | name switch
        {
            "ssh-rsa" => InsecureAlgorithms.InsecureSshRsa,
            "diffie-hellman-group14-sha1" => InsecureAlgorithms.InsecureGroup14Sha1,
            "hmac-sha1" => InsecureAlgorithms.InsecureHmacSha1,
            _ => throw new ArgumentException($"'{name}' is no name of an insecure algorithm", nameof(names)),
        });

    /// <summary>
    /// A name in a certificate: nothing that splits a list of principals, which sshd compares as text (CVE-2026-35414).
    /// </summary>
    public static bool IsPrincipal(string text) => Principal().IsMatch(text);

    public static bool IsName(string text) => Name().IsMatch(text);

    public static bool IsAccount(string text) => Account().IsMatch(text);

    /// <summary>Values that policies compare: environments and labels.</summary>
    public static bool IsWord(string text) => Word().IsMatch(text);

    public static bool IsHost(string text) =>
        text.Length <= 253
        && !text.StartsWith('-')
        && Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z0-9._][a-z0-9._-]{0,63}\z")]
    private static partial Regex Principal();

    [GeneratedRegex(@"\A[A-Za-z0-9._][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Account();

    [GeneratedRegex(@"\A[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?\z")]
    private static partial Regex Word();
}

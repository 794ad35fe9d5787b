using System.Buffers;
using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>
/// Files whose content is a secret by convention. The real control is who may read them; this asks a person before the
/// content reaches an agent.
/// </summary>
internal static partial class SecretPaths
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("/._:");

    private static readonly string[] AtHome =
    [
        ".ssh/id_rsa", ".ssh/id_ed25519", ".bash_history", ".aws/credentials", ".aws", ".pgpass", ".netrc", ".my.cnf", ".kube/config",
        ".docker/config.json", ".gnupg/secring.gpg", ".git-credentials", ".vault-token",
    ];

    // One path per kind of secret, to try a glob against.
    private static readonly string[] Samples =
    [
        "/etc/shadow", "/etc/gshadow", "/etc/shadow-", "/etc/sudoers", "/etc/sudoers.d/users", "/etc/krb5.keytab",
        "/etc/NetworkManager/system-connections/office.nmconnection", "/etc/ssh/ssh_host_rsa_key", "/etc/kubernetes/admin.conf",
        "/proc/1/environ", "/proc/self/environ", "/proc/1/mem", "/dev/mem", "/dev/sda",
        "/var/run/secrets/kubernetes.io/serviceaccount/token", "/etc/ssl/private/server.key",
        .. AtHome.SelectMany(name => (string[])["~/" + name, "/root/" + name, "/home/user/" + name]),
    ];

    private static readonly string[] Names =
    [
        "shadow", "gshadow", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".pgpass", ".netrc", ".my.cnf", ".env",
        ".git-credentials", ".bash_history", ".vault-token", "master.passwd", "ssh_host_rsa_key", ".htpasswd",
    ];

    // Directories where a bare file name is enough to be a secret.
    private static readonly string[] Homes = ["/etc", "~/.ssh", "/root/.ssh", "~/.aws", "/root/.aws", "~/.kube", "/etc/ssh"];

    /// <summary>Takes what it costs to compare a word with the secrets, from each of some directories.</summary>
    public static void Spend(WorkBudget budget, TextSet content, int directories)
    {
        foreach (var text in content.Values ?? content.Patterns)
        {
            // A pattern is tried against every sample; a text only if it may match at all.
            var length = Math.Min(text.Length, 4096);
            budget.Spend(content.Values is null
                ? (100 + (60L * Math.Min(length, GlobPattern.MaxLength))) * (1 + directories)
                : directories > 0 || MayMatch(text) ? (60 + (2L * length)) * (2 + directories) : 5 + (length / 8));
        }
    }

    /// <summary>Each alternative of <see cref="Pattern"/> needs one of these; most words of a line hold none.</summary>
    private static bool MayMatch(string text) =>
        text.AsSpan().ContainsAny(Marks) || text.Contains("shadow", StringComparison.Ordinal);

    /// <summary>Whether a known path names a secret file, or a directory full of them.</summary>
    public static bool IsSecret(string path, IReadOnlyCollection<string> directories, bool countsDevices = true)
    {
        if (!countsDevices && path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return false;
        }

        return path.Length <= 4096 && (directories.Count > 0 || MayMatch(path))
            && Candidates(path, directories).Any(candidate => MayMatch(candidate) && Pattern().IsMatch(candidate));
    }

    /// <summary>Whether a glob can reach a secret file.</summary>
    public static bool CanReachSecret(string glob, IReadOnlyCollection<string> directories)
    {
        var plain = glob.Replace("*", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal);
        if (plain.Trim('/', '.').Length == 0)
        {
            // A pattern of wildcards alone says nothing, except in a directory that holds secrets.
            return !glob.Contains('/', StringComparison.Ordinal) && directories.Any(Homes.Contains);
        }

        return glob.Contains('*', StringComparison.Ordinal) || glob.Contains('?', StringComparison.Ordinal)
            || glob.Contains('[', StringComparison.Ordinal)
            ? Candidates(glob, directories).Any(candidate => GlobPattern.MatchesAny(candidate, Samples))
            : IsSecret(glob.Replace("\\", "", StringComparison.Ordinal), directories);
    }

    /// <summary>Whether a search for this name looks for a secret file.</summary>
    public static bool SearchesSecret(string pattern) =>
        pattern.Count(c => c is not ('*' or '?' or '.')) >= 3 && GlobPattern.MatchesAny(pattern.ToLowerInvariant(), Names);

    private static IEnumerable<string> Candidates(string path, IReadOnlyCollection<string> directories)
    {
        if (path.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            path = path["file://".Length..];
        }

        path = path.TrimStart('@');
        var colon = path.LastIndexOf(':');
        if (colon > 0)
        {
            yield return PathText.Normalize(path[(colon + 1)..]);
        }

        yield return PathText.Normalize(path);
        if (!path.StartsWith('/') && !path.StartsWith('~'))
        {
            foreach (var directory in directories)
            {
                yield return PathText.Normalize(directory + "/" + path);
            }
        }
    }

    [GeneratedRegex(
        @"(^|/)g?shadow(-|~|\.bak|\.old)?$|(^|/)etc/(shadow|gshadow|opasswd|sudoers|master\.passwd|krb5\.keytab)-?($|~$|\.)"
        + @"|(^|/)etc/(sudoers\.d|NetworkManager/system-connections|security/opasswd|ssl/private|pki/tls/private|wireguard|openvpn|letsencrypt/(live|archive))($|/)"
        + @"|(^|/)ssh_host_\w+_key$"
        + @"|(^|/)\.ssh($|/?$|/id_[A-Za-z0-9_-]+$|/identity$|/[^/]*(key|pem)$)|(^|/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?$"
        + @"|(^|/)\.(aws|azure|gnupg|kube|docker|config/gcloud|oci)($|/)"
        + @"|(^|/)\.(pgpass|netrc|my\.cnf|mylogin\.cnf|git-credentials|vault-token|npmrc|pypirc|htpasswd|dockercfg"
        + @"|boto|s3cfg|env|bash_history|zsh_history|psql_history|mysql_history|python_history|rediscli_history|sh_history)$"
        + @"|(^|/)\.terraform\.d/credentials|(^|/)[\w.-]*\.tfstate(\.backup)?$"
        + @"|(^|/)\.env\.[\w.-]+$|(^|/)\.config/gh/hosts\.yml$|(^|/)application_default_credentials\.json$"
        + @"|(^|/)proc/[^/]+/(task/[^/]+/)?(environ|mem|auxv|pagemap)($|/)|(^|/)proc/(kcore|kmem)$"
        + @"|(^|/)dev/(mem|kmem|port|sd[a-z]+\d*|nvme\d\w*|vd[a-z]+\d*|xvd[a-z]+\d*|dm-\d+|mapper/.*)$"
        + @"|(^|/)(var/)?run/secrets($|/)|(^|/)etc/kubernetes/(admin|kubelet|controller-manager|scheduler)\.conf$"
        + @"|(^|/)etc/kubernetes/pki/.*\.key$|(^|/)(private|ssl|tls|pki|certs?)/.*\.key$"
        + @"|(^|/)(server|private|privkey|tls|ssl|host|client|ca|site)[\w.-]*\.(key|p12|pfx|jks|keystore)$|(^|/)privkey\d*\.pem$"
        + @"|(^|/)(credentials|secrets?)\.(json|ya?ml|txt|env|ini|toml)$|/(credentials|secrets?)$|(^|/)id_(rsa|dsa|ecdsa|ed25519)\.(bak|old|pem)$"
        + @"|169\.254\.169\.254|metadata\.google\.internal|fd00:ec2::254"
        + @"|(^|/)var/lib/(docker|kubelet|etcd)/.*(secret|token)",
        RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}

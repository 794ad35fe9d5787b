namespace SshGate.Policy.Classification;

/// <summary>Files whose writing changes who may do what.</summary>
internal static class WritePaths
{
    private static readonly string[] Privileged =
        ["/etc/sudoers", "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/pam.d", "/etc/ssh", "/etc/cron", "/etc/systemd"];

    public static bool IsPrivileged(string path)
    {
        var plain = PathText.Normalize(path);
        return Array.Exists(Privileged, prefix => plain.StartsWith(prefix, StringComparison.Ordinal))
            || plain.Contains("/.ssh/", StringComparison.Ordinal);
    }
}

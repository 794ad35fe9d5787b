using SshGate.Gateway.Pipeline;
using SshGate.Policy;

namespace SshGate.Gateway.Lanes.Programs;

/// <summary>
/// Programs that show long output through a pager when they see a terminal. A pager waits for keys, and runs what they say
/// (<c>!rm x</c>: catalogue C4); nobody granted keys, so such a program gets no terminal and prints plainly.
/// </summary>
internal static class Pagers
{
    private static readonly HashSet<string> Names = new(
        [
            "git", "hg", "svn", "man", "apropos", "whatis", "systemctl", "journalctl", "loginctl", "machinectl", "timedatectl",
            "hostnamectl", "localectl", "networkctl", "resolvectl", "bootctl", "busctl", "coredumpctl", "portablectl", "systemd-analyze",
            "systemd-cgls", "userdbctl", "homectl", "dpkg", "dpkg-query", "apt", "apt-get", "less", "more", "most", "pg", "zless", "zmore", "bzless",
            "xzless", "zstdless", "bat", "batcat", "delta", "aws", "az", "gcloud", "gh", "glab", "psql", "mysql", "mariadb", "sqlite3", "mongosh", "help",
            "perldoc", "pydoc", "pydoc3", "ri", "ausearch", "nmcli",
        ],
        StringComparer.Ordinal);

    /// <summary>Whether the line runs without the terminal that the agent has: it may open a pager, and the keys for one were not granted.</summary>
    public static bool MustBePlain(CommandAnalysis analysis, bool hasTerminal) =>
        hasTerminal && analysis.Effective.Any(Names.Contains) && !InputGrants.TakesKeystrokes(analysis, hasTerminal);
}

using System.Text;
using SshGate.Policy;

namespace SshGate.Benchmarks;

/// <summary>What agents usually ask for, and what they could.</summary>
internal static class Lines
{
    public static readonly string[] Typical =
    [
        "ls -la /var/log",
        "systemctl status nginx --no-pager | head -20",
        "journalctl -u app --since '1 hour ago' | grep -i error | sort | uniq -c | sort -rn | head",
        "for f in a b c; do wc -l \"$f\"; done && echo \"done: $?\"",
    ];

    /// <summary>A script of many usual lines.</summary>
    public static byte[] Script(int bytes)
    {
        var lines = new StringBuilder();
        while (lines.Length < bytes)
        {
            lines.Append("# step\nif test -f /srv/app/release-").Append(lines.Length).Append(".txt; then\n  grep -c 'error' /srv/app/log.txt | head -3\n")
                .Append("  echo \"count: $(wc -l < /srv/app/log.txt) lines in ${HOME}\"\nfi\n");
        }

        return Encoding.UTF8.GetBytes(lines.ToString(0, bytes)[..lines.ToString(0, bytes).LastIndexOf("fi\n", StringComparison.Ordinal)] + "fi\n");
    }

    public static CommandRequest Request(CommandLine line) => new()
    {
        Subject = new PolicySubject { Issuer = "https://issuer.example", Subject = "agent@example", Groups = ["agents"] },
        Target = new PolicyTarget { Name = "web1", Environment = "staging", Account = "deploy" },
        Now = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero),
        SourceAddress = "10.1.2.3",
        Command = line,
    };
}

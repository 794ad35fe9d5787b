using System.Text.RegularExpressions;
using SshGate.Ssh.Tests.RealPeers;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>What ssh-audit finds wrong with our server: what we know of and want, and nothing else.</summary>
public sealed partial class SshAuditTests
{
    private const string Curves = "fail: using weak elliptic curves";
    private const string Random = "warn: using weak random number generator could reveal the key";
    private const string EncryptAndMac = "warn: using encrypt-and-MAC mode";
    private const string Experimental = "warn: using experimental algorithm";
    private const string Unknown = "warn: unknown algorithm";

    /// <summary>
    /// Clients that know nothing better need the curves of NIST and encrypt-and-MAC (old JSch, PuTTY, paramiko); all others
    /// choose what stands before these in our lists. The rest is younger than the version of ssh-audit that Debian has, which
    /// calls what OpenSSH prefers since 9.0 an experiment.
    /// </summary>
    private static readonly Dictionary<string, string[]> Accepted = new()
    {
        ["ecdh-sha2-nistp256"] = [Curves],
        ["ecdh-sha2-nistp384"] = [Curves],
        ["ecdh-sha2-nistp521"] = [Curves],
        ["ecdsa-sha2-nistp256"] = [Curves, Random],
        ["hmac-sha2-256"] = [EncryptAndMac],
        ["hmac-sha2-512"] = [EncryptAndMac],
        ["mlkem768x25519-sha256"] = [Unknown],
        ["sntrup761x25519-sha512"] = [Unknown],
        ["sntrup761x25519-sha512@openssh.com"] = [Experimental],
        ["kex-strict-s-v00@openssh.com"] = [Unknown],
    };

    [Fact]
    public async Task Nothing_is_rated_bad_that_is_not_known_to_be_needed()
    {
        await using var gate = new GateFixture();

        var result = await ExternalProgram.RunAsync("ssh-audit", ["-n", "-p", gate.Port, "127.0.0.1"]);

        var findings = Findings(result.OutputText).ToArray();
        Assert.Contains(("ssh-ed25519", ""), findings);
        Assert.All(
            findings.Where(finding => finding.Rating.Length > 0),
            finding => Assert.Contains(finding.Rating, Accepted.GetValueOrDefault(finding.Name, [])));
    }

    /// <summary>Each algorithm with each bad rating of it, or with none.</summary>
    private static IEnumerable<(string Name, string Rating)> Findings(string report)
    {
        var name = "";
        foreach (var line in report.Split('\n'))
        {
            // (kex) NAME (3072-bit)  -- [fail] TEXT, and below it more ratings of the same: `- [warn] TEXT
            if (Line().Match(line) is { Success: true } match)
            {
                name = match.Groups["name"] is { Success: true } named ? named.Value : name;
                var level = match.Groups["level"].Value;
                yield return (name, level is "fail" or "warn" ? $"{level}: {match.Groups["text"].Value.Trim()}" : "");
            }
        }
    }

    [GeneratedRegex(@"^(\((kex|key|enc|mac)\) (?<name>\S+)|\s+`-)(.*?\[(?<level>\w+)\] (?<text>.*))?$")]
    private static partial Regex Line();
}

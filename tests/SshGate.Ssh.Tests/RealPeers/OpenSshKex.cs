using System.Diagnostics;

namespace SshGate.Ssh.Tests.RealPeers;

/// <summary>The key exchange methods of the OpenSSH of this machine, which may be older or newer than ours.</summary>
internal static class OpenSshKex
{
    private static readonly Lazy<string[]> All = new(Query);

    /// <summary>Those of the names that it knows; all of them without OpenSSH, so that the tests skip or fail by its absence.</summary>
    public static TheoryData<string> Among(IEnumerable<string> names) =>
        [.. names.Where(name => All.Value.Length == 0 || All.Value.Contains(name))];

    private static string[] Query()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("ssh", ["-Q", "kex"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            return process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }
}

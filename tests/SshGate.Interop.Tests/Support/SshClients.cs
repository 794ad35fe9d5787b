using System.Globalization;

namespace SshGate.Interop.Tests.Support;

/// <summary>How each client is started.</summary>
internal static class SshClients
{
    public static async Task<ProgramResult> RunAsync(
        this DemoGate gate, SshClient client, string tokenFile, string command, byte[]? input = null)
    {
        var port = gate.Facts.Port.ToString(CultureInfo.InvariantCulture);
        var exec = input is null ? "exec" : "exec-stdin";
        switch (client)
        {
            case SshClient.OpenSshPassword when input is null:
                return await gate.Ssh.RunOnTerminalAsync(tokenFile, command, "password");

            case SshClient.OpenSshPassword or SshClient.OpenSshAskpass:
                return await gate.Ssh.RunAsync(
                    tokenFile, command, ["-o", "PreferredAuthentications=keyboard-interactive"], input);

            case SshClient.Plink:
                using (var home = new TestFolder())
                {
                    return await RunningProgram.RunAsync(
                        Programs.Plink,
                        [
                            "-batch", "-ssh", "-no-antispoof", "-P", port, "-pwfile", tokenFile,
                            .. gate.HostKeyFingerprints().SelectMany(fingerprint => new[] { "-hostkey", fingerprint }),
                            "-l", gate.Ssh.UserName, gate.Facts.Host, command,
                        ],
                        new Dictionary<string, string> { ["HOME"] = home.Path },
                        input);
                }

            case SshClient.DbClient:
                using (var home = new TestFolder())
                {
                    return await RunningProgram.RunAsync(
                        Programs.DbClient,
                        ["-y", "-y", "-p", port, $"{gate.Ssh.UserName}@{gate.Facts.Host}", command],
                        new Dictionary<string, string>
                        {
                            ["HOME"] = home.Path,
                            ["DROPBEAR_PASSWORD"] = await File.ReadAllTextAsync(
                                tokenFile, TestContext.Current.CancellationToken),
                        },
                        input);
                }

            case SshClient.Paramiko:
                return await PythonClient.RunAsync("paramiko_client.py", gate, tokenFile, [exec, command], input);

            case SshClient.AsyncSsh:
                return await PythonClient.RunAsync("asyncssh_client.py", gate, tokenFile, [exec, command], input);

            default:
                throw new ArgumentOutOfRangeException(nameof(client));
        }
    }

    /// <summary>As PuTTY wants them.</summary>
    private static IEnumerable<string> HostKeyFingerprints(this DemoGate gate) =>
        File.ReadLines(gate.KnownHosts).Select(line => OpenSsh.Fingerprint(line.Split(' ')[2]));
}

using System.Diagnostics;

namespace SshGate.Cli.Demo;

/// <summary>An agent as it is in the wild: the machine's own ssh, an access token as its password, nothing of ours but the askpass script.</summary>
internal sealed class DemoAgent(DemoStage stage)
{
    /// <summary>Runs a command through the gate and waits for its end.</summary>
    public Task<ProgramRun> RunAsync(string tokenFile, string command, CancellationToken cancellationToken) =>
        ProgramRun.RunAsync("ssh", Arguments(command), Environment(tokenFile), cancellationToken);

    /// <summary>Starts a command that will be held; the caller awaits and disposes it.</summary>
    public Process Start(string tokenFile, string command) =>
        ProgramRun.Start("ssh", Arguments(command), Environment(tokenFile));

    /// <summary>The same as a line that a person can paste into a shell: short enough to be one line of a terminal.</summary>
    public string CommandFor(string command) =>
        $"ssh -F {stage.SshConfig} {stage.Facts.Target.Account}+{stage.Facts.Target.Name}@{stage.Facts.Ssh.Host} '{command}'";

    private IReadOnlyList<string> Arguments(string command) =>
    [
        "-F", "none",
        "-p", stage.Facts.Ssh.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "-o", "UserKnownHostsFile=" + stage.KnownHosts,
        "-o", "StrictHostKeyChecking=yes",
        "-o", "PubkeyAuthentication=no",
        "-o", "NumberOfPasswordPrompts=1",
        $"{stage.Facts.Target.Account}+{stage.Facts.Target.Name}@{stage.Facts.Ssh.Host}",
        command,
    ];

    private Dictionary<string, string> Environment(string tokenFile) => new()
    {
        ["SSH_ASKPASS"] = stage.Askpass,
        ["SSH_ASKPASS_REQUIRE"] = "force",
        ["SSHGATE_TOKEN_FILE"] = tokenFile,
    };
}

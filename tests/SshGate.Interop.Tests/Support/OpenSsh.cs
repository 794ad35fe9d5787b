using System.Globalization;
using System.Security.Cryptography;

namespace SshGate.Interop.Tests.Support;

/// <summary>
/// The machine's own ssh as an agent uses it: a token as the password, the gate's host key known, nothing else
/// configured.
/// </summary>
internal sealed class OpenSsh(DemoGate gate)
{
    /// <summary>With the token handed over by <c>sshgate askpass</c>.</summary>
    public RunningProgram Start(
        string tokenFile,
        string? command,
        IEnumerable<string>? options = null,
        byte[]? input = null,
        string? userName = null) =>
        RunningProgram.Start(
            Programs.Ssh, Arguments(command, options ?? [], userName), AskpassEnvironment(tokenFile), input);

    public async Task<ProgramResult> RunAsync(
        string tokenFile,
        string? command,
        IEnumerable<string>? options = null,
        byte[]? input = null,
        string? userName = null)
    {
        await using var ssh = Start(tokenFile, command, options, input, userName);
        return await ssh.EndAsync();
    }

    /// <summary>With the token typed at the terminal's password prompt, by sshpass.</summary>
    public Task<ProgramResult> RunOnTerminalAsync(string tokenFile, string command, string method) =>
        RunningProgram.RunAsync(
            Programs.SshPass,
            ["-f", tokenFile, Programs.Ssh, .. Arguments(command, ["-o", "PreferredAuthentications=" + method], null)]);

    /// <summary>With another askpass program: for tokens that ours would not hand over.</summary>
    public Task<ProgramResult> RunWithAskpassAsync(string askpass, string command, string method) =>
        RunningProgram.RunAsync(
            Programs.Ssh,
            Arguments(command, ["-o", "PreferredAuthentications=" + method], null),
            new Dictionary<string, string> { ["SSH_ASKPASS"] = askpass, ["SSH_ASKPASS_REQUIRE"] = "force" });

    public Dictionary<string, string> AskpassEnvironment(string tokenFile) => new()
    {
        ["SSH_ASKPASS"] = gate.Askpass,
        ["SSH_ASKPASS_REQUIRE"] = "force",
        ["SSHGATE_TOKEN_FILE"] = tokenFile,
    };

    /// <summary>Options for ssh and its kin, as far as they are the same for all of them.</summary>
    public string[] CommonOptions =>
    [
        "-F", "none",
        "-o", "UserKnownHostsFile=" + gate.KnownHosts,
        "-o", "GlobalKnownHostsFile=/dev/null",
        "-o", "StrictHostKeyChecking=yes",
        "-o", "PubkeyAuthentication=no",
        "-o", "NumberOfPasswordPrompts=1",
    ];

    /// <summary>A key's blob as OpenSSH names it.</summary>
    public static string Fingerprint(string blob) =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(blob))).TrimEnd('=');

    public string UserName => $"{gate.Facts.Account}+{gate.Facts.Target}";

    /// <summary>What ssh is started with by something that gives it a terminal.</summary>
    public IEnumerable<string> TerminalArguments(string? command) => Arguments(command, [], null);

    /// <summary>What ssh is called with.</summary>
    public IEnumerable<string> Arguments(string? command, IEnumerable<string> options, string? userName) =>
    [
        .. CommonOptions,
        .. options,
        "-p", gate.Facts.Port.ToString(CultureInfo.InvariantCulture),
        "-l", userName ?? UserName,
        gate.Facts.Host,
        .. command is null ? Array.Empty<string>() : [command],
    ];
}

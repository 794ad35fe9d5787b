using System.Globalization;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Files;

/// <summary>The programs of file transfer, as agents run them.</summary>
internal static class FileClients
{
    /// <summary>A folder of one test's own in the target's home.</summary>
    public static string NewFolder(this DemoGate gate) =>
        Directory.CreateDirectory(Path.Combine(gate.Home(), Marker.New("dir"))).FullName;

    public static string Home(this DemoGate gate) => Path.Combine(gate.Directory, "target", "home");

    public static RunningProgram StartSftp(this DemoGate gate, string batch, params IEnumerable<string> options) => RunningProgram.Start(
        Programs.Sftp,
        [
            .. gate.Ssh.CommonOptions, "-o", "BatchMode=no", .. options, "-P", gate.Facts.Port.ToString(CultureInfo.InvariantCulture),
            "-b", "-", $"{gate.Ssh.UserName}@{gate.Facts.Host}",
        ],
        gate.Ssh.AskpassEnvironment(gate.Facts.Agent),
        System.Text.Encoding.UTF8.GetBytes(batch));

    public static async Task<ProgramResult> SftpAsync(this DemoGate gate, string batch, params IEnumerable<string> options)
    {
        await using var sftp = gate.StartSftp(batch, options);
        return await sftp.EndAsync();
    }

    public static RunningProgram StartScp(this DemoGate gate, params IEnumerable<string> arguments) => RunningProgram.Start(
        Programs.Scp,
        [
            .. gate.Ssh.CommonOptions, "-P", gate.Facts.Port.ToString(CultureInfo.InvariantCulture),
            .. arguments.Select(argument => argument.Replace("GATE:", $"{gate.Ssh.UserName}@{gate.Facts.Host}:", StringComparison.Ordinal)),
        ],
        gate.Ssh.AskpassEnvironment(gate.Facts.Agent));

    public static async Task<ProgramResult> ScpAsync(this DemoGate gate, params IEnumerable<string> arguments)
    {
        await using var scp = gate.StartScp(arguments);
        return await scp.EndAsync();
    }

    /// <summary>The ssh command line for programs that call it.</summary>
    public static string SshCommand(this DemoGate gate) => string.Join(
        ' ', [Programs.Ssh, .. gate.Ssh.CommonOptions, "-p", gate.Facts.Port.ToString(CultureInfo.InvariantCulture), "-l", gate.Ssh.UserName]);

    /// <summary>Every file below a folder with its content, by relative path.</summary>
    public static SortedDictionary<string, string> Tree(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/.git/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText),
        StringComparer.Ordinal);
}

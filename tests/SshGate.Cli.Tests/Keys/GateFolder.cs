using SshGate.Cli.Tests.Identity;

namespace SshGate.Cli.Tests.Keys;

/// <summary>A folder with a configuration of its own, and the verbs that work on it.</summary>
internal sealed class GateFolder : IDisposable
{
    public GateFolder()
    {
        System.IO.File.WriteAllText(File("appsettings.json"), "{}");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("sshgate-cli-").FullName;

    public string File(string name) => Path.Combine(Root, name);

    public Task<CommandLineResult> RunAsync(params string[] arguments) =>
        CommandLineFixture.RunAsync([.. arguments, "--config", File("appsettings.json")]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

using System.CommandLine;
using SshGate.Gateway.Configuration;
using SshGate.Terminal;

namespace SshGate.Cli;

/// <summary>The option <c>--config</c> and its default, the same for every verb that works on the gate's own files.</summary>
internal static class ConfigFile
{
    private const string Default = "appsettings.json";

    /// <summary><c>--config FILE</c>.</summary>
    public static Option<string?> Option { get; } = new("--config")
    {
        Description = "configuration file (default: SSHGATE_CONFIG, then ./appsettings.json)",
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">It is missing or wrong.</exception>
    public static GateOptions Load(ParseResult parse) => Load(Named(parse) ?? Default);

    /// <summary>Reads it if it was named or is there; null when there is none.</summary>
    /// <exception cref="CliException">It is wrong, or was named and is missing.</exception>
    public static GateOptions? TryLoad(ParseResult parse) =>
        Named(parse) is { } named ? Load(named) : File.Exists(Default) ? Load(Default) : null;

    private static string? Named(ParseResult parse) =>
        parse.GetValue(Option) ?? Environment.GetEnvironmentVariable("SSHGATE_CONFIG");

    private static GateOptions Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException(
                ExitCodes.BadInput,
                $"there is no configuration file {Printable.Escape(Path.GetFullPath(path))}",
                "go to the folder that has it, or name it with --config or SSHGATE_CONFIG");
        }

        try
        {
            return GateOptionsFile.Load(path);
        }
        catch (ConfigurationException failure)
        {
            throw new CliException(ExitCodes.BadInput, failure.Message, "the appsettings.json that comes with SshGate explains every key", failure);
        }
    }
}

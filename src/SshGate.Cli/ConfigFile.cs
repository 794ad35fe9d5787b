using System.CommandLine;
using SshGate.Gateway.Configuration;

namespace SshGate.Cli;

/// <summary>The option <c>--config</c> and its default, the same for every verb that works on the gate's own files.</summary>
internal static class ConfigFile
{
    /// <summary><c>--config FILE</c>.</summary>
    public static Option<string?> Option { get; } = new("--config")
    {
        Description = "configuration file (default: SSHGATE_CONFIG, then ./appsettings.json)",
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">It is missing or wrong.</exception>
    public static GateOptions Load(ParseResult parse)
    {
        var path = parse.GetValue(Option) ?? Environment.GetEnvironmentVariable("SSHGATE_CONFIG") ?? "appsettings.json";
        try
        {
            return GateOptionsFile.Load(path);
        }
        catch (ConfigurationException failure)
        {
            throw new CliException(ExitCodes.BadInput, failure.Message, "docs/operators.md explains every key", failure);
        }
    }
}

using System.CommandLine;
using SshGate.Gateway.Targets;
using SshGate.Terminal;

namespace SshGate.Cli.Targets;

/// <summary><c>sshgate targets</c>: the catalogue.</summary>
internal static class TargetsCommand
{
    public static Command Create() => new("targets", "The catalogue of machines behind the gate, with their pinned host keys")
    {
        TargetsListCommand.Create(),
        TargetsShowCommand.Create(),
        TargetsAddCommand.Create(),
        TargetsPinCommand.Create(),
        TargetsScanCommand.Create(),
        TargetsRemoveCommand.Create(),
    };

    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON document on stdout" };

    /// <summary>The verb's target is not in the catalogue.</summary>
    public static CliException NoSuchTarget(string name) =>
        new(ExitCodes.No, $"there is no target '{Printable.Escape(name)}'", "sshgate targets list shows what there is");

    /// <summary>Works on the catalogue that the configuration names.</summary>
    public static async Task<T> UseAsync<T>(ParseResult parse, Func<TargetCatalogue, Task<T>> act)
    {
        var options = ConfigFile.Load(parse);
        try
        {
            return await act(TargetCatalogue.Open(options.Storage.Targets));
        }
        catch (TargetFileException bad)
        {
            throw new CliException(ExitCodes.BadInput, bad.Message, "mend the place that is named, and try again", bad);
        }
    }
}

using System.CommandLine;

namespace SshGate.Cli.Replay;

/// <summary>Where an auditor's verbs look: what the command line says, then the configuration, then the folders' usual names.</summary>
/// <param name="Recordings">The recordings folder.</param>
/// <param name="Data">The store's folder; null when only recordings were named, as for copies that were carried elsewhere.</param>
internal sealed record StoragePlaces(string Recordings, string? Data)
{
    public static StoragePlaces Of(ParseResult parse, Option<string?> recordings)
    {
        if (parse.GetValue(recordings) is { } folder)
        {
            return new StoragePlaces(folder, null);
        }

        return ConfigFile.TryLoad(parse) is { } options
            ? new StoragePlaces(options.Storage.Recordings, options.Storage.Data)
            : new StoragePlaces("recordings", null);
    }
}

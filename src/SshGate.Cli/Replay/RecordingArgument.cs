using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Cli.Replay;

/// <summary>
/// What <c>ID|FILE</c> means: a text with a slash, or that ends with <c>.cast</c>, is a file; anything else is the id of
/// a session, looked up by its exact name in the recordings folder and never taken for a path.
/// </summary>
internal static class RecordingArgument
{
    /// <summary>The file; it exists.</summary>
    public static string Resolve(string argument, string folder)
    {
        var isFile = argument.Contains('/', StringComparison.Ordinal)
            || argument.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || argument.EndsWith(RecordingFiles.Extension, StringComparison.Ordinal);
        if (!isFile && !RecordingFiles.IsSafeId(argument))
        {
            throw new CliException(ExitCodes.BadInput, $"'{Printable.Escape(argument)}' is not the id of a session",
                "an id is letters, digits, '-', '_' and '.'; a file needs its path, such as ./NAME");
        }

        var path = isFile ? argument : RecordingFiles.PathOf(folder, argument);
        return File.Exists(path)
            ? path
            : throw new CliException(ExitCodes.BadInput, $"there is no recording '{Printable.Escape(path)}'",
                isFile ? "check the path" : "name the recordings folder with --recordings DIR");
    }

    /// <summary>All recordings of the folder, by id.</summary>
    public static IReadOnlyList<(string Id, string Path)> All(string folder) =>
        Directory.Exists(folder)
            ? [.. RecordingFiles.List(folder).Select(id => (id, RecordingFiles.PathOf(folder, id)))]
            : throw new CliException(ExitCodes.BadInput, $"there is no folder '{Printable.Escape(folder)}'",
                "name the recordings folder with --recordings DIR");

    /// <summary>The failure of reading a recording, for people.</summary>
    public static CliException Unreadable(string path, Exception failure) =>
        new(ExitCodes.BadInput, $"'{Printable.Escape(path)}' cannot be read: {Printable.Escape(failure.Message)}", null, failure);
}

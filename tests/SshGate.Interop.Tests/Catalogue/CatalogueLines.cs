using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>The lines of a catalogue row: one a line of its file, with <c>␊</c> for a line feed inside.</summary>
internal static class CatalogueLines
{
    public static IReadOnlyList<string> Of(string row) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Catalogue", "Lines", row + ".txt"))
            .Where(line => line.Length > 0)
            .Select(line => line.Replace('␊', '\n')),
    ];

    /// <summary>Each line as an exec request of its own.</summary>
    public static IReadOnlyList<ChannelScript> AsChannels(string row) => [.. Of(row).Select(ChannelScript.Exec)];
}

namespace SshGate.Fuzz.Engine;

/// <summary>Where inputs are kept: beside the build's output, which git ignores.</summary>
internal static class FuzzFolders
{
    // artifacts/bin/SshGate.Fuzz/release/
    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "fuzz"));

    public static string Corpus { get; } = Path.Combine(Root, "corpus");

    public static string Findings { get; } = Path.Combine(Root, "findings");
}

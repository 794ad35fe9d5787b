using System.Diagnostics.CodeAnalysis;

namespace SshGate.Recording;

/// <summary>Where recordings lie: <c>ID.cast</c> in one folder. An id is a name, never a path.</summary>
public static class RecordingFiles
{
    /// <summary>What the files end with.</summary>
    public const string Extension = ".cast";

    // Far below the 255 bytes of a file name, with room for the endings of side files.
    private const int MaxIdLength = 128;

    /// <summary>True if <paramref name="id"/> is letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, and begins with a letter or digit.</summary>
    public static bool IsSafeId([NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= MaxIdLength }
        && char.IsAsciiLetterOrDigit(id[0])
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && !id.Contains("..", StringComparison.Ordinal);

    /// <summary>The file of a recording.</summary>
    public static string PathOf(string directory, string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return IsSafeId(id)
            ? Path.Combine(directory, id + Extension)
            : throw new ArgumentException("A session id is letters, digits, '-', '_' and '.'.", nameof(id));
    }

    /// <summary>The ids of all recordings in <paramref name="directory"/>, in order of their names.</summary>
    public static IReadOnlyList<string> List(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*" + Extension)
            .Select(Path.GetFileNameWithoutExtension)
            .Where(IsSafeId)
            .Select(id => id!)
            .Order(StringComparer.Ordinal)];
}

using System.Diagnostics.CodeAnalysis;
using SshGate.Policy.Files;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>Paths as bytes, by the words of POSIX alone: nothing here asks a file system.</summary>
internal static class FilePaths
{
    private const byte Slash = (byte)'/';

    /// <summary>The path from the root: a relative one counts from the home directory, where the target's server starts.</summary>
    public static FilePath Absolute(FilePath home, ReadOnlySpan<byte> path) =>
        Clean(path.Length > 0 && path[0] == Slash ? path : [.. home.Bytes.Span, Slash, .. path]);

    /// <summary>Without doubled slashes, <c>.</c> components and a slash at the end; <c>..</c> stays, because a link may come before it.</summary>
    public static FilePath Clean(ReadOnlySpan<byte> path)
    {
        var result = new List<byte>(path.Length);
        foreach (var range in path.Split(Slash))
        {
            var piece = path[range];
            if (!piece.IsEmpty && !piece.SequenceEqual("."u8))
            {
                result.Add(Slash);
                result.AddRange(piece);
            }
        }

        return new FilePath(result.Count == 0 ? "/"u8 : [.. result]);
    }

    /// <summary>Directory and name of a cleaned path; false where the last component is no name.</summary>
    public static bool TrySplit(FilePath path, [NotNullWhen(true)] out FilePath? directory, [NotNullWhen(true)] out byte[]? name)
    {
        var bytes = path.Bytes.Span;
        var slash = bytes.LastIndexOf(Slash);
        (directory, name) = (null, null);
        if (slash < 0 || slash == bytes.Length - 1 || bytes[(slash + 1)..].SequenceEqual(".."u8))
        {
            return false;
        }

        directory = slash == 0 ? FilePath.Of("/") : new FilePath(bytes[..slash]);
        name = bytes[(slash + 1)..].ToArray();
        return true;
    }

    /// <summary>The path of a name in a directory.</summary>
    public static FilePath Join(FilePath directory, ReadOnlySpan<byte> name) => Clean([.. directory.Bytes.Span, Slash, .. name]);
}

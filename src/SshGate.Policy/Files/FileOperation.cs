using System.Globalization;
using System.Text;
using SshGate.Policy.Parsing;

namespace SshGate.Policy.Files;

/// <summary>
/// One operation on the target's files, from SFTP or scp. Immutable. Its text is canonical: the same operation always has the
/// same text, and no other operation has it, so that what a person approves is what is sent.
/// </summary>
public sealed record FileOperation
{
    private static readonly (FileOperationKind Kind, string Verb)[] Verbs =
    [
        (FileOperationKind.List, "list"), (FileOperationKind.Stat, "stat"), (FileOperationKind.Read, "read"),
        (FileOperationKind.Write, "write"), (FileOperationKind.Append, "append"), (FileOperationKind.Rename, "rename"),
        (FileOperationKind.Remove, "remove"), (FileOperationKind.Link, "link"), (FileOperationKind.Symlink, "symlink"),
        (FileOperationKind.Attributes, "attributes"), (FileOperationKind.MakeDirectory, "mkdir"),
        (FileOperationKind.RemoveDirectory, "rmdir"), (FileOperationKind.Copy, "copy"),
    ];

    private static readonly (FileEffects Effect, string Option)[] Options =
    [
        (FileEffects.Create, "--create"), (FileEffects.Exclusive, "--exclusive"), (FileEffects.Truncate, "--truncate"),
        (FileEffects.AlsoRead, "--also-read"), (FileEffects.Existing, "--existing"), (FileEffects.Times, "--times"),
        (FileEffects.NoFollow, "--no-follow"),
    ];

    /// <summary>What it does.</summary>
    public required FileOperationKind Kind { get; init; }

    /// <summary>The path it is about, as sent to the target.</summary>
    public required FilePath Path { get; init; }

    /// <summary>The new name of a rename, the new name of a hard link, where a symbolic link leads, the file copied into.</summary>
    public FilePath? OtherPath { get; init; }

    /// <summary>Where the target says <see cref="Path"/> leads through symbolic links, when that is elsewhere.</summary>
    public FilePath? Resolved { get; init; }

    /// <summary>Where the target says <see cref="OtherPath"/> leads, when that is elsewhere.</summary>
    public FilePath? ResolvedOther { get; init; }

    /// <summary>What else it asks for.</summary>
    public FileEffects Effects { get; init; }

    /// <summary>Permission bits that it sets; null when it sets none.</summary>
    public uint? Mode { get; init; }

    /// <summary>Owner and group that it sets.</summary>
    public FileOwner? Owner { get; init; }

    /// <summary>The size it cuts a file to, or fills it up to.</summary>
    public ulong? Size { get; init; }

    /// <summary>The command name for rules: <c>sftp-read</c> and so on; both kinds of link are <c>sftp-link</c>.</summary>
    public string CommandName => "sftp-" + Verb(Kind == FileOperationKind.Symlink ? FileOperationKind.Link : Kind);

    /// <summary>
    /// Every path that is named or reached. Where a symbolic link leads is written relative to the link, so the place counts there,
    /// not the words.
    /// </summary>
    public IEnumerable<FilePath> Paths =>
        new[] { Path, Resolved, Kind == FileOperationKind.Symlink && ResolvedOther is not null ? null : OtherPath, ResolvedOther }.OfType<FilePath>();

    /// <summary>The canonical text: <c>sftp write --create --truncate /srv/app/a.txt</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("sftp ").Append(Verb(Kind));
        foreach (var (effect, option) in Options)
        {
            if (Effects.HasFlag(effect))
            {
                text.Append(' ').Append(option);
            }
        }

        Append(text, "--mode=", Mode is { } mode ? "0" + Convert.ToString(mode, 8) : null);
        Append(text, "--owner=", Owner is { } owner ? string.Create(CultureInfo.InvariantCulture, $"{owner.User}:{owner.Group}") : null);
        Append(text, "--size=", Size?.ToString(CultureInfo.InvariantCulture));
        Append(text, "--leads-to=", Resolved?.ToString());
        Append(text, "--other-leads-to=", ResolvedOther?.ToString());
        text.Append(' ').Append(Path);
        return (OtherPath is null ? text : text.Append(' ').Append(OtherPath)).ToString();
    }

    /// <summary>Reads a canonical text; null when it is none, byte for byte.</summary>
    public static FileOperation? TryParse(ReadOnlySpan<byte> source)
    {
        var text = SourceText.DecodeStrict(source);
        var operation = text is null ? null : FileOperationReader.Read(text, Verbs, Options);
        return operation?.ToString() == text ? operation : null;
    }

    /// <summary>Whether an operation of this kind has two paths.</summary>
    internal static bool HasTwoPaths(FileOperationKind kind) =>
        kind is FileOperationKind.Rename or FileOperationKind.Link or FileOperationKind.Symlink or FileOperationKind.Copy;

    private static string Verb(FileOperationKind kind) => Array.Find(Verbs, entry => entry.Kind == kind).Verb;

    private static void Append(StringBuilder text, string option, string? value)
    {
        if (value is not null)
        {
            text.Append(' ').Append(option).Append(value);
        }
    }
}

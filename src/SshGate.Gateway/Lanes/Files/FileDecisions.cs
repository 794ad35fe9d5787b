using System.Collections.Immutable;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// From what an agent asks to an admitted operation: where the path really is, what is there already, then the one pipeline.
/// Nothing of the operation is sent here.
/// </summary>
internal sealed class FileDecisions(SessionScope scope, CommandGate pipeline, FileQuestions questions)
{
    /// <summary>Opening a file; reading alone follows links to see what is read, everything else is a change.</summary>
    /// <param name="path">The path as the agent wrote it.</param>
    /// <param name="mode">How it is opened.</param>
    /// <param name="permissions">The permissions of a new file.</param>
    /// <param name="effects">What else belongs to the question.</param>
    /// <param name="cancellationToken">Withdraws it.</param>
    public Task<FileOutcome> OpenAsync(
        ReadOnlyMemory<byte> path, SftpOpenMode mode, uint? permissions, FileEffects effects, CancellationToken cancellationToken) =>
        DecideAsync(cancel => PlaceOpenAsync(path, mode, permissions, effects, cancel), cancellationToken);

    private async Task<Placed> PlaceOpenAsync(
        ReadOnlyMemory<byte> path, SftpOpenMode mode, uint? permissions, FileEffects effects, CancellationToken cancellationToken)
    {
        var literal = questions.Absolute(path.Span);
        var isExclusive = mode.HasFlag(SftpOpenMode.Exclusive) && mode.HasFlag(SftpOpenMode.Create);
        var place = isExclusive
            ? await questions.PlaceAsync(literal, cancellationToken)
            : await questions.FollowAsync(literal, cancellationToken);
        if (place.Path is null)
        {
            return Nowhere(place.Failure);
        }

        var operation = At(FileOperationKind.Read, literal, place.Path);
        if ((mode & ~SftpOpenMode.Read) == SftpOpenMode.None)
        {
            return Placed.At(operation);
        }

        var there = await questions.LookAsync(place.Path, cancellationToken);
        if (there.Attributes is { IsDirectory: true } || (there.Attributes is { IsLink: true } && !isExclusive))
        {
            return Placed.Nowhere(SftpStatus.Failure, "the path is no file");
        }

        if (there.IsMissing && !mode.HasFlag(SftpOpenMode.Create))
        {
            return Nowhere(there.Failure);
        }

        return Placed.At(operation with
        {
            Kind = mode.HasFlag(SftpOpenMode.Append) ? FileOperationKind.Append : FileOperationKind.Write,
            Effects = effects | EffectsOf(mode) | (there.IsMissing ? FileEffects.None : FileEffects.Existing),
            Mode = mode.HasFlag(SftpOpenMode.Create) ? permissions : null,
        });
    }

    /// <summary>Opening a directory.</summary>
    public Task<FileOutcome> ListAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken) =>
        DecideAsync(cancel => PlaceListAsync(path, cancel), cancellationToken);

    private async Task<Placed> PlaceListAsync(ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        var literal = questions.Absolute(path.Span);
        var place = await questions.FollowAsync(literal, cancellationToken);
        return place.Path is null ? Nowhere(place.Failure) : Placed.At(At(FileOperationKind.List, literal, place.Path));
    }

    /// <summary>Removing a file or an empty directory.</summary>
    public Task<FileOutcome> RemoveAsync(FileOperationKind kind, ReadOnlyMemory<byte> path, CancellationToken cancellationToken) =>
        DecideAsync(cancel => PlaceRemovalAsync(kind, path, cancel), cancellationToken);

    private async Task<Placed> PlaceRemovalAsync(FileOperationKind kind, ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        var literal = questions.Absolute(path.Span);
        var place = await questions.PlaceAsync(literal, cancellationToken);
        if (place.Path is null)
        {
            return Nowhere(place.Failure);
        }

        var there = await questions.LookAsync(place.Path, cancellationToken);
        return there.IsMissing ? Nowhere(there.Failure) : Placed.At(At(kind, literal, place.Path));
    }

    /// <summary>A new directory; where something is already, the target would refuse, so nobody is asked.</summary>
    public Task<FileOutcome> MakeDirectoryAsync(ReadOnlyMemory<byte> path, uint? permissions, CancellationToken cancellationToken) =>
        DecideAsync(cancel => PlaceDirectoryAsync(path, permissions, cancel), cancellationToken);

    private async Task<Placed> PlaceDirectoryAsync(ReadOnlyMemory<byte> path, uint? permissions, CancellationToken cancellationToken)
    {
        var literal = questions.Absolute(path.Span);
        var place = await questions.PlaceAsync(literal, cancellationToken);
        if (place.Path is null)
        {
            return Nowhere(place.Failure);
        }

        var there = await questions.LookAsync(place.Path, cancellationToken);
        return there.Attributes is not null
            ? Placed.Nowhere(SftpStatus.Failure, "something has that name already")
            : Placed.At(At(FileOperationKind.MakeDirectory, literal, place.Path) with { Mode = permissions });
    }

    /// <summary>A new name, for the file itself (rename) or as a second one (hard link).</summary>
    public Task<FileOutcome> RenameAsync(
        FileOperationKind kind, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, CancellationToken cancellationToken) =>
        DecideAsync(cancel => PlaceRenameAsync(kind, from, to, cancel), cancellationToken);

    private async Task<Placed> PlaceRenameAsync(
        FileOperationKind kind, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, CancellationToken cancellationToken)
    {
        var (oldPath, newPath) = (questions.Absolute(from.Span), questions.Absolute(to.Span));
        // The second name is for what a link leads to: some systems link that, and the target must not choose.
        var source = kind == FileOperationKind.Link
            ? await questions.FollowAsync(oldPath, cancellationToken)
            : await questions.PlaceAsync(oldPath, cancellationToken);
        var destination = await questions.PlaceAsync(newPath, cancellationToken);
        if (source.Path is null || destination.Path is null)
        {
            return Nowhere(source.Failure ?? destination.Failure);
        }

        var moved = await questions.LookAsync(source.Path, cancellationToken);
        if (moved.IsMissing)
        {
            return Nowhere(moved.Failure);
        }

        var there = await questions.LookAsync(destination.Path, cancellationToken);
        return Placed.At(At(kind, oldPath, source.Path) with
        {
            OtherPath = newPath,
            ResolvedOther = Elsewhere(newPath, destination.Path),
            Effects = there.IsMissing ? FileEffects.None : FileEffects.Existing,
        });
    }

    /// <summary>A symbolic link; where it leads may not exist.</summary>
    public Task<FileOutcome> SymlinkAsync(ReadOnlyMemory<byte> link, ReadOnlyMemory<byte> leadsTo, CancellationToken cancellationToken) =>
        DecideAsync(cancel => PlaceSymlinkAsync(link, leadsTo, cancel), cancellationToken);

    private async Task<Placed> PlaceSymlinkAsync(
        ReadOnlyMemory<byte> link, ReadOnlyMemory<byte> leadsTo, CancellationToken cancellationToken)
    {
        var literal = questions.Absolute(link.Span);
        var place = await questions.PlaceAsync(literal, cancellationToken);
        if (place.Path is null || leadsTo.IsEmpty || !FilePaths.TrySplit(place.Path, out var directory, out _))
        {
            return Nowhere(place.Failure);
        }

        var target = leadsTo.Span[0] == (byte)'/' ? FilePaths.Clean(leadsTo.Span) : FilePaths.Join(directory, leadsTo.Span);
        var end = await questions.FollowAsync(target, cancellationToken);
        var other = new FilePath(leadsTo.Span);
        return Placed.At(At(FileOperationKind.Symlink, literal, place.Path) with
        {
            OtherPath = other,
            ResolvedOther = Elsewhere(other, end.Path ?? target),
        });
    }

    /// <summary>Attributes of a path.</summary>
    public Task<FileOutcome> AttributesAsync(
        ReadOnlyMemory<byte> path, SftpAttributes attributes, bool follow, CancellationToken cancellationToken) =>
        DecideAsync(cancel => PlaceAttributesAsync(path, attributes, follow, cancel), cancellationToken);

    private async Task<Placed> PlaceAttributesAsync(
        ReadOnlyMemory<byte> path, SftpAttributes attributes, bool follow, CancellationToken cancellationToken)
    {
        var literal = questions.Absolute(path.Span);
        var place = follow ? await questions.FollowAsync(literal, cancellationToken) : await questions.PlaceAsync(literal, cancellationToken);
        return place.Path is null
            ? Nowhere(place.Failure)
            : WithAttributes(
                At(FileOperationKind.Attributes, literal, place.Path) with { Effects = follow ? FileEffects.None : FileEffects.NoFollow },
                attributes);
    }

    /// <summary>Attributes of an open file.</summary>
    public Task<FileOutcome> AttributesAsync(OpenFile file, SftpAttributes attributes, CancellationToken cancellationToken) =>
        DecideAsync(
            _ => Task.FromResult(WithAttributes(new FileOperation { Kind = FileOperationKind.Attributes, Path = file.Path }, attributes)),
            cancellationToken);

    /// <summary>A copy from one open file into another.</summary>
    public Task<FileOutcome> CopyAsync(OpenFile from, OpenFile to, CancellationToken cancellationToken) =>
        DecideAsync(Action(new FileOperation { Kind = FileOperationKind.Copy, Path = from.Path, OtherPath = to.Path }), cancellationToken);

    /// <summary>A look at names and attributes; where the policy lets that pass it is not written down one by one.</summary>
    public async Task<FileOutcome> LookAsync(FilePath path, CancellationToken cancellationToken)
    {
        var action = Action(new FileOperation { Kind = FileOperationKind.Stat, Path = path });
        return pipeline.TryAdmitLook(action) is { } proof
            ? new FileOutcome.Admitted(proof)
            : await DecideAsync(action, cancellationToken);
    }

    /// <summary>The first look: it also opens the target's file service, so it is written down.</summary>
    public static Task<FileOutcome> FirstLookAsync(SessionScope scope, CommandGate pipeline, CancellationToken cancellationToken) =>
        DecideAsync(scope, pipeline, Action(pipeline, new FileOperation { Kind = FileOperationKind.Stat, Path = FilePath.Of(".") }), cancellationToken);

    private static Placed WithAttributes(FileOperation operation, SftpAttributes attributes) =>
        attributes.Extended is { Count: > 0 }
            ? Placed.Nowhere(SftpStatus.OperationUnsupported, "extended attributes are not set through the gate")
            : Placed.At(operation with
            {
                Mode = attributes.Permissions,
                Owner = attributes.Owner is { } owner ? new FileOwner(owner.User, owner.Group) : null,
                Size = attributes.Size,
                Effects = operation.Effects | (attributes.Times is null ? FileEffects.None : FileEffects.Times),
            });

    /// <summary>
    /// Places an operation and decides about it. One that waited for people is placed again: what led there before may lead elsewhere
    /// now, and then it is not what they agreed to.
    /// </summary>
    private async Task<FileOutcome> DecideAsync(Func<CancellationToken, Task<Placed>> place, CancellationToken cancellationToken)
    {
        var placed = await place(cancellationToken);
        if (placed.Operation is not { } operation)
        {
            return placed.Failure!;
        }

        var outcome = await DecideAsync(Action(operation), cancellationToken);
        if (outcome is not FileOutcome.Admitted { Proof: { Claim: not null } proof })
        {
            return outcome;
        }

        var now = await place(cancellationToken);
        if (now.Operation?.ToString() == operation.ToString())
        {
            return outcome;
        }

        const string Moved = "what the path leads to changed while it was held; nothing was done; ask again";
        await pipeline.AbandonAsync(proof, Moved, cancellationToken);
        return new FileOutcome.Failed(SftpStatus.Failure, $"sshgate: {Moved}");
    }

    private Task<FileOutcome> DecideAsync(GatedAction action, CancellationToken cancellationToken) =>
        DecideAsync(scope, pipeline, action, cancellationToken);

    private static async Task<FileOutcome> DecideAsync(
        SessionScope scope, CommandGate pipeline, GatedAction action, CancellationToken cancellationToken)
    {
        var outcome = await pipeline.DecideAsync(action, cancellationToken);
        scope.Session.Phase = SessionPhase.Running;
        return outcome switch
        {
            GateOutcome.Admitted admitted => new FileOutcome.Admitted(admitted.Command),
            GateOutcome.Refused refused => new FileOutcome.Failed(SftpStatus.PermissionDenied, $"sshgate: {refused.Message.Text}"),
            _ => throw new InvalidOperationException("a decision admits or refuses"),
        };
    }

    private GatedAction Action(FileOperation operation) => Action(pipeline, operation);

    private static GatedAction Action(CommandGate pipeline, FileOperation operation)
    {
        var line = CommandLine.ForFile(operation);
        return new GatedAction
        {
            Line = line,
            Analysis = pipeline.Analyze(line),
            Environment = ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    private static FileOperation At(FileOperationKind kind, FilePath literal, FilePath place) =>
        new() { Kind = kind, Path = literal, Resolved = Elsewhere(literal, place) };

    private static FilePath? Elsewhere(FilePath literal, FilePath place) => literal.Equals(place) ? null : place;

    private static Placed Nowhere(SftpReply.Status? status) =>
        Placed.Nowhere(status?.Code ?? SftpStatus.Failure, status?.Text ?? "the target cannot find the path");

    private static FileEffects EffectsOf(SftpOpenMode mode) =>
        (mode.HasFlag(SftpOpenMode.Create) ? FileEffects.Create : FileEffects.None)
        | (mode.HasFlag(SftpOpenMode.Exclusive) ? FileEffects.Exclusive : FileEffects.None)
        | (mode.HasFlag(SftpOpenMode.Truncate) ? FileEffects.Truncate : FileEffects.None)
        | (mode.HasFlag(SftpOpenMode.Read) ? FileEffects.AlsoRead : FileEffects.None);
}

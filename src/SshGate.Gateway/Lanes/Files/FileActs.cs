using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// What an admitted operation comes to on the wire. Paths, modes and numbers are taken from the operation that was judged, never
/// from the agent's packet, so that the bytes approved are the bytes sent.
/// </summary>
internal static class FileActs
{
    /// <summary>The request to send.</summary>
    /// <param name="operation">What was admitted.</param>
    /// <param name="asked">The agent's request, for its kind; where it has handles they are the target's.</param>
    /// <exception cref="InvalidOperationException">The request does something else: a bug, and nothing is sent.</exception>
    public static SftpRequest Bind(FileOperation operation, SftpRequest asked)
    {
        var path = (operation.Resolved ?? operation.Path).Bytes;
        var other = (operation.ResolvedOther ?? operation.OtherPath)?.Bytes ?? default;
        return (operation.Kind, asked) switch
        {
            (FileOperationKind.Stat, SftpRequest.RealPath request) => request with { Path = path },
            (FileOperationKind.Stat, SftpRequest.Stat request) => request with { Path = path },
            (FileOperationKind.Stat, SftpRequest.Lstat request) => request with { Path = path },
            (FileOperationKind.Stat, SftpRequest.ReadLink request) => request with { Path = path },
            (FileOperationKind.Stat, SftpRequest.StatVfs request) => request with { Path = path },
            (FileOperationKind.Stat, SftpRequest.ExpandPath request) => request with { Path = path },
            (FileOperationKind.Stat, SftpRequest.HomeDirectory request) => request with { User = path },
            (FileOperationKind.List, SftpRequest.OpenDirectory request) => request with { Path = path },
            (FileOperationKind.Read or FileOperationKind.Write or FileOperationKind.Append, SftpRequest.Open request) =>
                request with { Path = path, Flags = OpenMode(operation), Attributes = new SftpAttributes { Permissions = operation.Mode } },
            (FileOperationKind.Rename, SftpRequest.Rename request) => request with { From = path, To = other },
            (FileOperationKind.Rename, SftpRequest.PosixRename request) => request with { From = path, To = other },
            (FileOperationKind.Remove, SftpRequest.Remove request) => request with { Path = path },
            (FileOperationKind.RemoveDirectory, SftpRequest.RemoveDirectory request) => request with { Path = path },
            (FileOperationKind.Link, SftpRequest.HardLink request) => request with { From = path, To = other },
            // Where a link leads is its content: sent as it was written, judged also as where that is.
            (FileOperationKind.Symlink, SftpRequest.SymbolicLink request) => request with { LeadsTo = operation.OtherPath!.Bytes, Link = path },
            (FileOperationKind.MakeDirectory, SftpRequest.MakeDirectory request) =>
                request with { Path = path, Attributes = new SftpAttributes { Permissions = operation.Mode } },
            (FileOperationKind.Attributes, SftpRequest.SetStat request) =>
                request with { Path = path, Attributes = Attributes(operation, request.Attributes) },
            (FileOperationKind.Attributes, SftpRequest.LsetStat request) when operation.Effects.HasFlag(FileEffects.NoFollow) =>
                request with { Path = path, Attributes = Attributes(operation, request.Attributes) },
            (FileOperationKind.Attributes, SftpRequest.FsetStat request) => request with { Attributes = Attributes(operation, request.Attributes) },
            (FileOperationKind.Copy, SftpRequest.CopyData request) => request,
            _ => throw new InvalidOperationException("a request that is not what was admitted"),
        };
    }

    /// <summary>Whether a request on an open file is part of what its opening was admitted for.</summary>
    public static bool IsPart(OpenFile file, SftpRequest request) => request switch
    {
        SftpRequest.Read => file.CanRead,
        SftpRequest.Write => file.CanWrite,
        SftpRequest.ReadDirectory => file.IsDirectory,
        SftpRequest.Fsync => file.CanWrite,
        SftpRequest.Close or SftpRequest.Fstat or SftpRequest.FstatVfs => true,
        SftpRequest.FsetStat set => file.CanWrite && (IsAnnounced(file, set.Attributes) || IsSizeOfWritten(file, set.Attributes)),
        _ => false,
    };

    /// <summary>The old <c>scp -p</c>: mode and times were part of the question.</summary>
    private static bool IsAnnounced(OpenFile file, SftpAttributes attributes) => file.Operation.Effects.HasFlag(FileEffects.Times)
        && attributes is { Size: null, Owner: null, Extended: null } && attributes.Permissions == file.Operation.Mode;

    /// <summary>
    /// OpenSSH's scp ends each upload with the size of what it wrote. Who may write the file from its beginning may overwrite all
    /// of it, so that this loses nothing that the opening was not admitted to lose.
    /// </summary>
    private static bool IsSizeOfWritten(OpenFile file, SftpAttributes attributes) => file.Operation.Kind == FileOperationKind.Write
        && file.Up is { IsInOrder: true, Start: 0 } && !file.HasFailedWrite
        && attributes is { Size: { } size, Owner: null, Permissions: null, Times: null, Extended: null } && size == (ulong)file.Up.Bytes;

    /// <summary>The handle of a request on an open file; empty for the others.</summary>
    public static ReadOnlyMemory<byte> HandleOf(SftpRequest request) => request switch
    {
        SftpRequest.Read read => read.Handle,
        SftpRequest.Write write => write.Handle,
        SftpRequest.ReadDirectory read => read.Handle,
        SftpRequest.Fsync fsync => fsync.Handle,
        SftpRequest.Close close => close.Handle,
        SftpRequest.Fstat fstat => fstat.Handle,
        SftpRequest.FstatVfs fstat => fstat.Handle,
        SftpRequest.FsetStat set => set.Handle,
        _ => default,
    };

    private static SftpOpenMode OpenMode(FileOperation operation)
    {
        var mode = operation.Kind switch
        {
            FileOperationKind.Write => SftpOpenMode.Write,
            FileOperationKind.Append => SftpOpenMode.Write | SftpOpenMode.Append,
            _ => SftpOpenMode.Read,
        };
        mode |= operation.Effects.HasFlag(FileEffects.AlsoRead) ? SftpOpenMode.Read : SftpOpenMode.None;
        mode |= operation.Effects.HasFlag(FileEffects.Create) ? SftpOpenMode.Create : SftpOpenMode.None;
        mode |= operation.Effects.HasFlag(FileEffects.Truncate) ? SftpOpenMode.Truncate : SftpOpenMode.None;
        return mode | (operation.Effects.HasFlag(FileEffects.Exclusive) ? SftpOpenMode.Exclusive : SftpOpenMode.None);
    }

    private static SftpAttributes Attributes(FileOperation operation, SftpAttributes asked) => new()
    {
        Size = operation.Size,
        Owner = operation.Owner is { } owner ? (owner.User, owner.Group) : null,
        Permissions = operation.Mode,
        Times = operation.Effects.HasFlag(FileEffects.Times) ? asked.Times : null,
    };
}

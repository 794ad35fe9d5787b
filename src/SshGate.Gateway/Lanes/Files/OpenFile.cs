using SshGate.Gateway.Approvals;
using SshGate.Policy.Files;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// A file or directory that is open on the target, because its opening was admitted. Reading and writing through it needs no
/// further decision: that was the question. Uploads are fed by the request loop, downloads by the reply loop.
/// </summary>
internal sealed class OpenFile(FileOperation operation, AdmittedCommand proof, ReadOnlyMemory<byte> targetHandle) : IDisposable
{
    /// <summary>What was admitted.</summary>
    public FileOperation Operation => operation;

    /// <summary>The proof it was opened with; spent.</summary>
    public AdmittedCommand Proof => proof;

    /// <summary>The target's own handle; the agent never sees it.</summary>
    public ReadOnlyMemory<byte> TargetHandle { get; } = targetHandle.ToArray();

    /// <summary>The path that was opened.</summary>
    public FilePath Path => operation.Resolved ?? operation.Path;

    public bool IsDirectory => operation.Kind == FileOperationKind.List;

    public bool CanWrite => operation.Kind is FileOperationKind.Write or FileOperationKind.Append;

    public bool CanRead => operation.Kind == FileOperationKind.Read || operation.Effects.HasFlag(FileEffects.AlsoRead);

    /// <summary>What was written.</summary>
    public TransferDigest Up { get; } = new();

    /// <summary>What was read.</summary>
    public TransferDigest Down { get; } = new();

    /// <summary>A read came to the end of the file.</summary>
    public bool SawEnd { get; set; }

    /// <summary>The target refused a write or a flush: what was sent is not what is there.</summary>
    public bool HasFailedWrite { get; set; }

    /// <summary>The agent asked for its end: nothing more goes through it.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Whether all of the file, as it is now, was written here.</summary>
    public bool IsWholeUpload => CanWrite && Up is { IsInOrder: true, Start: 0 } && !HasFailedWrite
        && operation.Kind == FileOperationKind.Write
        && (operation.Effects.HasFlag(FileEffects.Truncate) || !operation.Effects.HasFlag(FileEffects.Existing));

    /// <summary>Whether all of the file was read, to its end.</summary>
    public bool IsWholeDownload => CanRead && Down is { IsInOrder: true, Start: 0 } && SawEnd;

    public void Dispose()
    {
        Up.Dispose();
        Down.Dispose();
    }
}

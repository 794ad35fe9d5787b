namespace SshGate.Recording;

/// <summary>A new file on a local disk, readable by its owner only.</summary>
internal sealed class RecordingFile : IRecordingFile
{
    private readonly FileStream _stream;
    private readonly DriveInfo _drive;

    private RecordingFile(string path, FileStreamOptions options, DriveInfo drive)
    {
        _stream = new FileStream(path, options);
        _drive = drive;
    }

    public long FreeBytes => _drive.AvailableFreeSpace;

    /// <summary>Creates the file; an existing one is never touched.</summary>
    public static RecordingFile Create(string path, long minimumFreeBytes)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var drive = new DriveInfo(directory);
        var free = drive.AvailableFreeSpace;
        if (free < minimumFreeBytes)
        {
            throw new RecordingException(RecordingFailure.LowSpace,
                $"{free} bytes are free where recordings are written; {minimumFreeBytes} are required.");
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            // Every append goes to the operating system as it is.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new RecordingFile(path, options, drive);
    }

    public void Append(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    public void Sync() => _stream.Flush(flushToDisk: true);

    public void Dispose() => _stream.Dispose();
}

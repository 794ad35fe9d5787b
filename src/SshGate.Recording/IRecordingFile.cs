namespace SshGate.Recording;

/// <summary>The file under a recording: an edge that tests replace by one that is full, slow or broken.</summary>
internal interface IRecordingFile : IDisposable
{
    /// <summary>Free bytes on the disk.</summary>
    public long FreeBytes { get; }

    /// <summary>Hands all bytes to the operating system, at the end of the file.</summary>
    public void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Returns when the disk has everything that was appended.</summary>
    public void Sync();
}

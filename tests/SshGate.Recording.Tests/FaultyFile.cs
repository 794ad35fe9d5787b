namespace SshGate.Recording.Tests;

/// <summary>A file in memory that counts, can be held up, and becomes full or broken when told.</summary>
internal sealed class FaultyFile : IRecordingFile
{
    private readonly MemoryStream _content = new();
    private readonly ManualResetEventSlim _open = new(true);

    /// <summary>Appends begun.</summary>
    public int Entered { get; private set; }

    public int Appends { get; private set; }

    public int Syncs { get; private set; }

    public long Capacity { get; set; } = long.MaxValue;

    public bool SyncFails { get; set; }

    public bool IsDisposed { get; private set; }

    public long FreeBytes { get; set; } = long.MaxValue;

    public byte[] Content => _content.ToArray();

    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Entered++;
        Assert.True(_open.Wait(TimeSpan.FromSeconds(10)), "The file was never released.");
        Appends++;
        var fits = (int)Math.Min(bytes.Length, Capacity - _content.Length);
        _content.Write(bytes[..fits]);
        if (fits < bytes.Length)
        {
            throw new IOException("No space left on device");
        }
    }

    public void Sync()
    {
        Syncs++;
        if (SyncFails)
        {
            throw new IOException("Input/output error");
        }
    }

    public void Dispose() => IsDisposed = true;
}

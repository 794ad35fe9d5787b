using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// The handles that the agent sees: the gate's own, good for one session. A handle of another session, or a made-up one, opens
/// nothing. Guarded by its lock: both loops look up.
/// </summary>
internal sealed class OpenFiles
{
    /// <summary>A slot number and 12 random bytes that every handle of this session has.</summary>
    private const int HandleLength = 16;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(HandleLength - sizeof(uint));
    private readonly OpenFile?[] _slots = new OpenFile?[FileLimits.MaxOpenFiles];
    private readonly Lock _sync = new();

    /// <summary>No more can be opened.</summary>
    public bool IsFull
    {
        get
        {
            lock (_sync)
            {
                return Array.IndexOf(_slots, null) < 0;
            }
        }
    }

    /// <summary>Keeps an opened file.</summary>
    public void Add(OpenFile file)
    {
        lock (_sync)
        {
            _slots[Array.IndexOf(_slots, null)] = file;
        }
    }

    /// <summary>The handle for the agent.</summary>
    public byte[] HandleOf(OpenFile file)
    {
        lock (_sync)
        {
            var handle = new byte[HandleLength];
            BinaryPrimitives.WriteUInt32BigEndian(handle, (uint)Array.IndexOf(_slots, file));
            _secret.CopyTo(handle, sizeof(uint));
            return handle;
        }
    }

    /// <summary>The file of a handle; null for one that is not open, or on its way to be closed.</summary>
    public OpenFile? Find(ReadOnlySpan<byte> handle)
    {
        if (handle.Length != HandleLength || !CryptographicOperations.FixedTimeEquals(handle[sizeof(uint)..], _secret))
        {
            return null;
        }

        var slot = BinaryPrimitives.ReadUInt32BigEndian(handle);
        lock (_sync)
        {
            return slot < _slots.Length && _slots[slot] is { IsClosing: false } file ? file : null;
        }
    }

    /// <summary>Takes a closed file out.</summary>
    public void Remove(OpenFile file)
    {
        lock (_sync)
        {
            _slots[Array.IndexOf(_slots, file)] = null;
        }
    }

    /// <summary>Takes everything out that is still open.</summary>
    public IReadOnlyList<OpenFile> RemoveAll()
    {
        lock (_sync)
        {
            var left = _slots.OfType<OpenFile>().ToList();
            Array.Clear(_slots);
            return left;
        }
    }
}

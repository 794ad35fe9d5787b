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
    private int _reserved;

    /// <summary>Takes a place for a file that is about to be opened; false when all are taken.</summary>
    public bool TryReserve()
    {
        lock (_sync)
        {
            if (_reserved == FileLimits.MaxOpenFiles)
            {
                return false;
            }

            _reserved++;
            return true;
        }
    }

    /// <summary>Gives the place back: it was not opened.</summary>
    public void Unreserve()
    {
        lock (_sync)
        {
            _reserved--;
        }
    }

    /// <summary>Puts an opened file into its reserved place and returns the handle for the agent.</summary>
    public byte[] Add(OpenFile file)
    {
        lock (_sync)
        {
            var slot = Array.IndexOf(_slots, null);
            _slots[slot] = file;
            var handle = new byte[HandleLength];
            BinaryPrimitives.WriteUInt32BigEndian(handle, (uint)slot);
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
            _reserved--;
        }
    }

    /// <summary>Takes everything out that is still open.</summary>
    public IReadOnlyList<OpenFile> RemoveAll()
    {
        lock (_sync)
        {
            var left = _slots.OfType<OpenFile>().ToList();
            Array.Clear(_slots);
            _reserved = 0;
            return left;
        }
    }
}

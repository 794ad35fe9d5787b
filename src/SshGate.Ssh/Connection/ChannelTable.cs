namespace SshGate.Ssh.Connection;

/// <summary>
/// The open channels by our numbers, and how many are in use. A channel of a client is counted from its request until its
/// handler ended, which is later than its CLOSE: otherwise open-close-open would pile up handlers. Thread-safe.
/// </summary>
internal sealed class ChannelTable(int maxChannels)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<uint, ChannelSlot> _slots = [];
    private uint _nextId;
    private int _inUse;
    private bool _closed;

    /// <summary>Counts one more channel, if there is room. Given back by <see cref="Release"/>, or by <see cref="Remove"/> of our own.</summary>
    public bool TryReserve()
    {
        lock (_sync)
        {
            if (_inUse >= maxChannels || _closed)
            {
                return false;
            }

            _inUse++;
            return true;
        }
    }

    public void Release()
    {
        lock (_sync)
        {
            _inUse--;
        }
    }

    /// <summary>Numbers a new channel. Numbers are not used again soon, so that a late message cannot hit another channel.</summary>
    public ChannelSlot Add(Func<uint, SshChannel> create, bool isOwn)
    {
        lock (_sync)
        {
            while (_slots.ContainsKey(_nextId))
            {
                _nextId = unchecked(_nextId + 1);
            }

            var slot = new ChannelSlot(create(_nextId), isOwn);
            _slots.Add(_nextId, slot);
            _nextId = unchecked(_nextId + 1);
            return slot;
        }
    }

    /// <summary>The open channel with that number.</summary>
    /// <exception cref="SshProtocolException">There is none.</exception>
    public ChannelSlot Get(uint id) => Find(id) is { IsPending: false } slot ? slot : throw Unknown();

    /// <summary>The channel of ours with that number whose opening the peer has not answered.</summary>
    /// <exception cref="SshProtocolException">There is none.</exception>
    public ChannelSlot GetPending(uint id) => Find(id) is { IsPending: true, Opened: not null } slot ? slot : throw Unknown();

    /// <summary>Forgets the number; channels that we opened are no longer counted.</summary>
    public void Remove(ChannelSlot slot)
    {
        lock (_sync)
        {
            if (_slots.Remove(slot.Channel.LocalId) && slot.Opened is not null)
            {
                _inUse--;
            }
        }
    }

    /// <summary>Accepts no more channels and hands out those that there are.</summary>
    public IReadOnlyList<ChannelSlot> Close()
    {
        lock (_sync)
        {
            _closed = true;
            return [.. _slots.Values];
        }
    }

    private static SshProtocolException Unknown() =>
        new(DisconnectReason.ProtocolError, "A message names a channel that does not exist.");

    private ChannelSlot? Find(uint id)
    {
        lock (_sync)
        {
            return _slots.GetValueOrDefault(id);
        }
    }
}

namespace SshGate.Ssh.Connection;

/// <summary>
/// Consumers for whom something came with the messages that the read loop looks at. They go on when all of those are looked at and
/// the next ones are being waited for. Used by the read loop only.
/// </summary>
internal sealed class WakeList
{
    private readonly List<InboundBuffer> _buffers = [];

    public void Add(InboundBuffer buffer) => _buffers.Add(buffer);

    /// <param name="here">Whether each goes on on this thread until its own next wait: what it does delays this connection alone.</param>
    public void Wake(bool here)
    {
        foreach (var buffer in _buffers)
        {
            buffer.Wake(here);
        }

        _buffers.Clear();
    }
}

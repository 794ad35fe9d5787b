using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Connection;

/// <summary>
/// Requests of the peer that wait for their handler, bounded in number and in bytes: one request may fill a packet of
/// 256 KiB. Its owner's lock guards it.
/// </summary>
internal sealed class RequestQueue<T>(SshLimits limits)
{
    private readonly Queue<(T Request, bool WantReply, int Size)> _waiting = new();
    private int _bytes;

    /// <summary>Adds a request; the first one always fits.</summary>
    /// <exception cref="SshProtocolException">The peer sends faster than it is answered.</exception>
    public void Enqueue(T request, bool wantReply, int size)
    {
        if (_waiting.Count >= limits.MaxQueuedRequests
            || (_waiting.Count > 0 && size > limits.MaxQueuedRequestBytes - _bytes))
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "Too many requests wait for their answers.");
        }

        _waiting.Enqueue((request, wantReply, size));
        _bytes += size;
    }

    public bool TryDequeue(out T request, out bool wantReply)
    {
        var found = _waiting.TryDequeue(out var next);
        _bytes -= next.Size;
        (request, wantReply) = (next.Request, next.WantReply);
        return found;
    }

    public void Clear()
    {
        _waiting.Clear();
        _bytes = 0;
    }
}

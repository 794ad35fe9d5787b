namespace SshGate.Ssh.Connection;

/// <summary>Credit that we gave the peer on one channel (RFC 4254 §5.2). The channel's lock guards it.</summary>
internal sealed class ReceiveWindow(int size)
{
    private readonly int _half = size / 2;
    private int _granted = size;
    private int _consumed;

    /// <summary>The peer sent that much.</summary>
    /// <exception cref="SshProtocolException">It had no credit for it.</exception>
    public void Charge(int length)
    {
        if (length > _granted)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "Data exceeds the channel's window.");
        }

        _granted -= length;
    }

    /// <summary>
    /// The consumer took that much. Returns the credit to give back now, or 0: half a window at a time, so that a full one
    /// costs two messages.
    /// </summary>
    public int Consume(int length)
    {
        _consumed += length;
        if (_consumed < _half)
        {
            return 0;
        }

        var credit = _consumed;
        _consumed = 0;
        _granted += credit;
        return credit;
    }
}

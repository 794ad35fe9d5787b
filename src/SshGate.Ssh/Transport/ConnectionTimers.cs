namespace SshGate.Ssh.Transport;

/// <summary>
/// When what happened last on one connection, and which limit of <see cref="SshLimits"/> that exceeds. The loops write, the
/// timer reads.
/// </summary>
internal sealed class ConnectionTimers
{
    private readonly SshLimits _limits;
    private readonly TimeProvider _time;
    private readonly long _started;
    private long _lastRead;
    private long _keysChanged;
    private long _lastTraffic;
    private volatile bool _hasTraffic = true;

    public ConnectionTimers(SshLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _started = _lastRead = _keysChanged = _lastTraffic = time.GetTimestamp();
    }

    /// <summary>How long the peer has sent nothing.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastRead));

    /// <summary>Whether the keys are due for a change.</summary>
    public bool KeysAreOld => _time.GetElapsedTime(Volatile.Read(ref _keysChanged)) > _limits.RekeyInterval;

    public void OnRead() => Volatile.Write(ref _lastRead, _time.GetTimestamp());

    public void OnKeysChanged() => Volatile.Write(ref _keysChanged, _time.GetTimestamp());

    /// <summary>Something happened on a channel. Only noted, since every packet comes here; the next tick takes the time.</summary>
    public void OnTraffic() => _hasTraffic = true;

    /// <summary>The limit that the connection has reached, or null. Called about once a second.</summary>
    public SshDisconnect? Exceeded(SshPhase phase)
    {
        if (phase != SshPhase.Connection)
        {
            return _time.GetElapsedTime(_started) > _limits.LoginGrace
                ? End("The login took too long.") with { Kind = EndKind.GraceExceeded }
                : null;
        }

        if (_hasTraffic)
        {
            _hasTraffic = false;
            _lastTraffic = _time.GetTimestamp();
        }

        if (IsOver(_limits.IdleTimeout, _lastTraffic))
        {
            return End($"Nothing happened on this connection for {_limits.IdleTimeout}.");
        }

        return IsOver(_limits.MaxConnectionTime, _started)
            ? End($"This connection has lasted {_limits.MaxConnectionTime}, the longest that is allowed.")
            : null;
    }

    private static SshDisconnect End(string text) => new(DisconnectReason.ByApplication, text, ByPeer: false);

    private bool IsOver(TimeSpan limit, long since) => limit > TimeSpan.Zero && _time.GetElapsedTime(since) > limit;
}

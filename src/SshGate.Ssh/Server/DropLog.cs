using Microsoft.Extensions.Logging;

namespace SshGate.Ssh.Server;

/// <summary>Logs connections that were not let in, a few a minute and the number of the others: a flood must not fill the log.</summary>
internal sealed class DropLog(ILogger logger, TimeProvider time)
{
    /// <summary>As OpenSSH, which logs some of them and then one line a minute.</summary>
    private const int LinesPerWindow = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _sync = new();
    private long _windowStart = time.GetTimestamp();
    private int _lines;
    private long _silent;

    public void Write(string source, string reason)
    {
        long silent;
        lock (_sync)
        {
            silent = 0;
            if (time.GetElapsedTime(_windowStart) >= Window)
            {
                _windowStart = time.GetTimestamp();
                _lines = 0;
                (silent, _silent) = (_silent, 0);
            }

            if (++_lines > LinesPerWindow)
            {
                _lines = LinesPerWindow;
                _silent++;
                return;
            }
        }

        if (silent > 0)
        {
            Log.DroppedMore(logger, silent);
        }

        Log.Dropped(logger, source, reason);
    }
}

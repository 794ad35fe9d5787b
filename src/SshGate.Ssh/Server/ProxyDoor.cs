using System.IO.Pipelines;
using System.Net;

namespace SshGate.Ssh.Server;

/// <summary>Where trusted proxies come in: how many of their connections may wait, and what their header says. Thread-safe.</summary>
internal sealed class ProxyDoor(SshProxyOptions options, TimeProvider time)
{
    private int _waiting;

    /// <summary>Whether a connection from there must begin with a header.</summary>
    public bool Covers(IPAddress address) => options.From.Count > 0 && SourceNetwork.AnyContains(options.From, address);

    /// <summary>Counts a connection whose header is awaited, if there is room. Given back by <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _waiting) <= options.MaxWaiting)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _waiting);

    /// <summary>Reads the header; what follows it stays in the pipe.</summary>
    /// <exception cref="SshProtocolException">There is none.</exception>
    /// <exception cref="OperationCanceledException">It did not come in time.</exception>
    public async Task<ProxyHeader> ReadAsync(PipeReader input, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.HeaderTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        while (true)
        {
            var result = await input.ReadAsync(either.Token).ConfigureAwait(false);
            var buffer = result.Buffer;
            var found = false;
            ProxyHeader header;
            try
            {
                found = ProxyHeader.TryRead(ref buffer, out header);
            }
            finally
            {
                // Behind the header the version may be waiting, not examined yet.
                input.AdvanceTo(buffer.Start, found ? buffer.Start : buffer.End);
            }

            if (found)
            {
                return header;
            }

            if (result.IsCompleted)
            {
                throw new SshProtocolException(DisconnectReason.ConnectionLost, "The proxy closed before its header was complete.");
            }
        }
    }
}

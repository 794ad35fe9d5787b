using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace SshGate.Ssh.Transport;

/// <summary>How a link ends: what an exception means to the peer, and the last bytes.</summary>
internal static class LinkEnd
{
    /// <summary>The cause behind an exception of a loop; one that no peer should be able to cause is logged as our fault.</summary>
    public static SshDisconnect Classify(Exception exception, ILogger logger)
    {
        switch (exception)
        {
            case SshProtocolException e:
                return new SshDisconnect(e.Reason, e.Message, ByPeer: false);
            case EndOfStreamException:
                return new SshDisconnect(DisconnectReason.ConnectionLost, "The peer closed the connection.", ByPeer: true);
            case IOException or ObjectDisposedException or OperationCanceledException:
                return new SshDisconnect(DisconnectReason.ConnectionLost, "The connection broke.", ByPeer: true);
            default:
                Log.ConnectionFault(logger, exception);
                return new SshDisconnect(DisconnectReason.ByApplication, "Internal error.", ByPeer: false)
                {
                    Kind = EndKind.Fault,
                };
        }
    }

    /// <summary>Lets the writer finish, for a while, and closes the pipe.</summary>
    public static async Task CloseAsync(
        IDuplexPipe pipe, Task writing, CancellationTokenSource abort, TransportOptions options)
    {
        try
        {
            await writing.WaitAsync(options.Limits.DrainDeadline, options.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await abort.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }

        try
        {
            await pipe.Output.CompleteAsync().ConfigureAwait(false);
            await pipe.Input.CompleteAsync().ConfigureAwait(false);
            if (pipe is IAsyncDisposable owned)
            {
                await owned.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The link is broken already, which is what closing is to achieve.
        }
    }
}

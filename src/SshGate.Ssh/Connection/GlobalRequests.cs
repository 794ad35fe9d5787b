using Microsoft.Extensions.Logging;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>
/// Global requests of both directions (RFC 4254 §4). Those of the peer are answered in their order by one task at a time;
/// ours is keepalive@openssh.com, whose refusal shows that the peer lives.
/// </summary>
internal sealed class GlobalRequests(
    SshTransport transport, SshLimits limits, ILogger logger, IServerConnectionHandler? handler)
{
    private readonly Lock _sync = new();
    private readonly RequestQueue<GlobalRequest> _queue = new(limits);
    private Task _pump = Task.CompletedTask;
    private bool _pumping;
    private int _unanswered;
    private TimeSpan _silenceAtQuestion;

    /// <summary>Called on the read loop.</summary>
    /// <exception cref="SshProtocolException">The peer sends requests faster than they are answered.</exception>
    public void Post(GlobalRequest request, bool wantReply)
    {
        lock (_sync)
        {
            _queue.Enqueue(request, wantReply, request.Payload.Length);
            if (!_pumping)
            {
                _pumping = true;
                _pump = Task.Run(PumpAsync);
            }
        }
    }

    /// <summary>REQUEST_SUCCESS or REQUEST_FAILURE.</summary>
    public void OnReply(MessageId message)
    {
        if (Volatile.Read(ref _unanswered) == 0)
        {
            Log.UnsolicitedAnswer(logger, message.ToString());
            return;
        }

        Interlocked.Decrement(ref _unanswered);
    }

    /// <summary>Asks a silent peer for a sign of life, once, and gives it up when it stays silent.</summary>
    public void OnTick(TimeSpan silence)
    {
        if (limits.KeepAliveInterval <= TimeSpan.Zero || silence < limits.KeepAliveInterval)
        {
            return;
        }

        if (Interlocked.CompareExchange(ref _unanswered, 1, 0) == 0)
        {
            _silenceAtQuestion = silence;
            transport.Send(writer =>
            {
                writer.WriteMessageId(MessageId.GlobalRequest);
                writer.WriteText("keepalive@openssh.com");
                writer.WriteBoolean(true);
            });
            return;
        }

        // Counted from the question: after the machine slept, the peer gets its time to answer. Shorter silence than at
        // the question means that the peer sent something else since.
        _silenceAtQuestion = silence < _silenceAtQuestion ? silence : _silenceAtQuestion;
        if (silence - _silenceAtQuestion >= limits.KeepAliveDeadline)
        {
            transport.Disconnect(DisconnectReason.ConnectionLost, "The peer does not answer.");
        }
    }

    public async Task DrainAsync()
    {
        Task pump;
        lock (_sync)
        {
            _queue.Clear();
            pump = _pump;
        }

        await pump.ConfigureAwait(false);
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            GlobalRequest request;
            bool wantReply;
            lock (_sync)
            {
                if (!_queue.TryDequeue(out request, out wantReply))
                {
                    _pumping = false;
                    return;
                }
            }

            var success = await AskAsync(request).ConfigureAwait(false);
            if (wantReply)
            {
                transport.Send([(byte)(success ? MessageId.RequestSuccess : MessageId.RequestFailure)]);
            }
        }
    }

    private async Task<bool> AskAsync(GlobalRequest request)
    {
        Log.GlobalRequest(logger, request.Name);
        if (handler is null || request.Name.StartsWith("keepalive@", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return await handler.GlobalRequestAsync(request, transport.Stopping).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (!transport.Stopping.IsCancellationRequested)
            {
                Log.HandlerFault(logger, e);
            }

            return false;
        }
    }
}

using Microsoft.Extensions.Logging;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>
/// Global requests of both directions (RFC 4254 §4). Those of the peer are answered in their order by one task at a time.
/// Answers to ours carry no number: they come in the order of the questions. One of those is keepalive@openssh.com, whose
/// refusal shows that the peer lives.
/// </summary>
internal sealed class GlobalRequests(
    SshTransport transport, SshLimits limits, ILogger logger, IServerConnectionHandler? handler, IOwnGlobalRequest? own)
{
    private readonly Lock _sync = new();
    private readonly RequestQueue<GlobalRequest> _queue = new(limits);
    private Task _pump = Task.CompletedTask;
    private bool _pumping;
    private readonly Queue<TaskCompletionSource<byte[]?>> _asked = new();
    private Task<byte[]?>? _keepAlive;
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

    /// <summary>REQUEST_SUCCESS with its payload, or REQUEST_FAILURE.</summary>
    public void OnReply(MessageId message, ReadOnlySpan<byte> payload)
    {
        TaskCompletionSource<byte[]?>? reply;
        lock (_sync)
        {
            _asked.TryDequeue(out reply);
        }

        if (reply is null)
        {
            Log.UnsolicitedAnswer(logger, message.ToString());
            return;
        }

        reply.TrySetResult(message == MessageId.RequestSuccess ? payload.ToArray() : null);
    }

    /// <summary>Sends a request; returns what REQUEST_SUCCESS carries, or null after REQUEST_FAILURE.</summary>
    /// <exception cref="InvalidOperationException">Too many requests wait for their answers.</exception>
    public Task<byte[]?> AskAsync(string name, byte[] payload, CancellationToken cancellation)
    {
        var reply = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            if (_asked.Count >= limits.MaxQueuedRequests)
            {
                throw new InvalidOperationException("Too many requests of this connection wait for their answers.");
            }

            // Under the lock: the order of the queue is that of the link.
            _asked.Enqueue(reply);
            transport.Send(writer =>
            {
                writer.WriteMessageId(MessageId.GlobalRequest);
                writer.WriteText(name);
                writer.WriteBoolean(true);
                writer.WriteBytes(payload);
            });
        }

        return reply.Task.WaitAsync(cancellation);
    }

    /// <summary>Asks a silent peer for a sign of life, once, and gives it up when it stays silent.</summary>
    public void OnTick(TimeSpan silence)
    {
        if (limits.KeepAliveInterval <= TimeSpan.Zero || silence < limits.KeepAliveInterval)
        {
            return;
        }

        if (_keepAlive is null or { IsCompleted: true })
        {
            _silenceAtQuestion = silence;
            _keepAlive = AskAsync("keepalive@openssh.com", [], CancellationToken.None);
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

            var answer = await AnswerAsync(request).ConfigureAwait(false);
            if (wantReply)
            {
                transport.Send(answer is null
                    ? [(byte)MessageId.RequestFailure]
                    : [(byte)MessageId.RequestSuccess, .. answer]);
            }
        }
    }

    // What REQUEST_SUCCESS carries, or null for a refusal.
    private async Task<byte[]?> AnswerAsync(GlobalRequest request)
    {
        Log.GlobalRequest(logger, request.Name);
        try
        {
            if (own?.Name == request.Name)
            {
                return await own.AnswerAsync(request, transport.Stopping).ConfigureAwait(false);
            }

            if (handler is null || request.Name.StartsWith("keepalive@", StringComparison.Ordinal))
            {
                return null;
            }

            return await handler.GlobalRequestAsync(request, transport.Stopping).ConfigureAwait(false) ? [] : null;
        }
        catch (SshProtocolException e)
        {
            transport.Disconnect(e.Reason, e.Message);
            return null;
        }
        catch (Exception e)
        {
            if (!transport.Stopping.IsCancellationRequested)
            {
                Log.HandlerFault(logger, e);
            }

            return null;
        }
    }
}

using Microsoft.Extensions.Logging;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Connection;

/// <summary>
/// A client's channel with its handler: requests wait in a bounded queue, and one task at a time asks the handler and
/// answers, so that answers keep their order and the read loop never waits. Its life ends when the channel is closed, the
/// queue is empty and the body ended.
/// </summary>
internal sealed class ServerChannel(SshChannel channel, IServerChannelHandler handler, SshLimits limits, ILogger logger)
    : IDisposable
{
    private readonly Lock _sync = new();
    private readonly RequestQueue<ChannelRequest> _queue = new(limits);
    private readonly CancellationTokenSource _cancel = new();
    private Task _pump = Task.CompletedTask;
    private Task? _body;
    private bool _pumping;

    public SshChannel Channel => channel;

    /// <summary>Called on the read loop.</summary>
    /// <exception cref="SshProtocolException">The client sends requests faster than they are answered.</exception>
    public void Post(ChannelRequest request, bool wantReply, int size)
    {
        lock (_sync)
        {
            _queue.Enqueue(request, wantReply, size);
            if (!_pumping)
            {
                _pumping = true;
                _pump = Task.Run(PumpAsync);
            }
        }
    }

    /// <summary>Starts what the channel is for, where no request does; called before <see cref="RunAsync"/>.</summary>
    public void Start(Func<CancellationToken, Task> body) =>
        _body = Task.Run(() => GuardAsync(() => RunBodyAsync(body)));

    /// <summary>The channel's whole life; does not throw.</summary>
    public async Task RunAsync()
    {
        await channel.Closed.ConfigureAwait(false);
        await _cancel.CancelAsync().ConfigureAwait(false);
        Task pump;
        lock (_sync)
        {
            _queue.Clear();
            pump = _pump;
        }

        await pump.ConfigureAwait(false);
        if (_body is not null)
        {
            await _body.ConfigureAwait(false);
        }

        await GuardAsync(async () => await handler.DisposeAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    public void Dispose() => _cancel.Dispose();

    private async Task PumpAsync()
    {
        while (true)
        {
            ChannelRequest request;
            bool wantReply;
            lock (_sync)
            {
                if (!_queue.TryDequeue(out request, out wantReply))
                {
                    _pumping = false;
                    return;
                }
            }

            await GuardAsync(() => AnswerAsync(request, wantReply)).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(ChannelRequest request, bool wantReply)
    {
        // RFC 4254 §6.5: only one of these can succeed per channel.
        var startsProgram = request is ExecRequest or ShellRequest or SubsystemRequest;
        var answered = false;
        try
        {
            var outcome = startsProgram && _body is not null
                ? new RequestOutcome.Refused()
                : await handler.RequestAsync(request, _cancel.Token).ConfigureAwait(false);
            Answer(outcome is not RequestOutcome.Refused);
            if (outcome is RequestOutcome.Run run && _body is null)
            {
                _body = Task.Run(() => GuardAsync(() => RunBodyAsync(run.Body)));
            }
        }
        finally
        {
            Answer(false);
        }

        void Answer(bool success)
        {
            if (wantReply && !answered)
            {
                answered = true;
                channel.Reply(success);
            }
        }
    }

    private async Task RunBodyAsync(Func<CancellationToken, Task> body)
    {
        await body(_cancel.Token).ConfigureAwait(false);
        channel.Close();
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A channel or connection that went away is the usual way for work on it to end.
            if (!_cancel.IsCancellationRequested && e is not ChannelClosedException)
            {
                Log.ChannelFault(logger, e);
            }

            channel.Close();
        }
    }
}

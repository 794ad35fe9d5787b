using SshGate.Gateway.Configuration;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Lanes.Forwards;

/// <summary>
/// Copies bytes between two channels until both sides said that no more follow, one of them closed, or the time is over. Each
/// direction ends for itself, and a side that does not read stops the other one.
/// </summary>
internal sealed class ForwardRelay : IDisposable
{
    /// <summary>How long what an agent sent before it closed its side may take to reach a target that reads slowly.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private readonly SshChannel _agent;
    private readonly SshChannel _target;
    private readonly ForwardOptions _options;
    private readonly CancellationTokenSource _tooLong;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _over;
    private long _bytesToTarget;
    private long _bytesToAgent;
    private int _ends;
    private string? _reason;

    public ForwardRelay(SshChannel agent, SshChannel target, ForwardOptions options, TimeProvider clock)
    {
        _agent = agent;
        _target = target;
        _options = options;
        _tooLong = new CancellationTokenSource(options.MaxDuration, clock);
        _idle = new CancellationTokenSource(options.IdleTimeout, clock);
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
    }

    /// <summary>Bytes that went to the target so far.</summary>
    public long BytesToTarget => Interlocked.Read(ref _bytesToTarget);

    /// <summary>Bytes that went to the agent so far.</summary>
    public long BytesToAgent => Interlocked.Read(ref _bytesToAgent);

    /// <summary>Relays; returns why it ended, and closes nothing.</summary>
    /// <param name="agentGone">Cancelled when the agent's channel is closed.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<string> RunAsync(CancellationToken agentGone, CancellationToken cancellationToken)
    {
        await using var linger = agentGone.Register(() => _over.CancelAfter(Linger));
        using var any = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, _tooLong.Token, _idle.Token, cancellationToken);
        await Task.WhenAll(
            CopyAsync(_agent, _target, "the agent", n => Interlocked.Add(ref _bytesToTarget, n), any.Token),
            CopyAsync(_target, _agent, "the target", n => Interlocked.Add(ref _bytesToAgent, n), any.Token));
        return _reason
            ?? (_tooLong.IsCancellationRequested ? $"it was open for {_options.MaxDuration}, which is the longest"
            : _idle.IsCancellationRequested ? $"nothing was sent for {_options.IdleTimeout}"
            : agentGone.IsCancellationRequested ? "the agent closed it" : "it was ended");
    }

    public void Dispose()
    {
        _tooLong.Dispose();
        _idle.Dispose();
        _over.Dispose();
    }

    private async Task CopyAsync(SshChannel from, SshChannel to, string side, Action<long> count, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await from.ReadAsync(cancellationToken);
                switch (read.Kind)
                {
                    case ChannelReadKind.Data:
                        await to.WriteAsync(read.Data, cancellationToken);
                        count(read.Data.Length);
                        _idle.CancelAfter(_options.IdleTimeout);
                        break;
                    case ChannelReadKind.Eof:
                        // Half-closed: the other direction goes on, and this one only waits for the close.
                        await to.SendEofAsync(cancellationToken);
                        if (Interlocked.Increment(ref _ends) == 2)
                        {
                            await EndAsync("both sides ended");
                        }

                        break;
                    case ChannelReadKind.Closed:
                        await EndAsync($"{side} closed it");
                        return;
                    case ChannelReadKind.ExtendedData:
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Its time is over, or somebody ended it; which of them, RunAsync knows.
        }
        catch (ChannelClosedException)
        {
            // The other side takes no more. What it sent before still passes, by the other direction, which then ends both.
        }
    }

    private Task EndAsync(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        return _over.CancelAsync();
    }
}

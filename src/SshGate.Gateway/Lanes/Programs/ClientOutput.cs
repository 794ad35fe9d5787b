using SshGate.Gateway.Pipeline;
using SshGate.Recording;

namespace SshGate.Gateway.Lanes.Programs;

/// <summary>
/// The output of a database client on its way to the agent's terminal: takes the answer to the gate's question out of it, masks
/// secrets, and ends lines as a terminal wants them. The order of output and answers is kept, however it was divided.
/// </summary>
internal sealed class ClientOutput
{
    /// <summary>Between head and tail of an answer stands a line at most; more means that this is no answer.</summary>
    private const int MaxAnswer = 64 * 1024;

    private readonly PlainLines _lines;
    private readonly MaskedOutput? _masked;
    private readonly HeldBytes _held = new();
    private volatile Pending? _pending;
    private bool _isInAnswer;

    /// <param name="next">Where it goes.</param>
    /// <param name="mask">Kinds of secrets to mask.</param>
    public ClientOutput(CommandOutput next, IReadOnlyList<string> mask)
    {
        _lines = new PlainLines(next);
        _masked = mask.Count > 0 ? new MaskedOutput(_lines.WriteAsync, mask) : null;
    }

    /// <summary>Bytes that were output so far, answers not counted.</summary>
    public long Bytes { get; private set; }

    /// <summary>Secrets masked so far.</summary>
    public long Masked => _masked?.Count ?? 0;

    /// <summary>Expects the answer to a question that will be asked now; the task completes when it and all output before it came.</summary>
    public Task ExpectAsync(ClientQuestion question)
    {
        var pending = new Pending(question, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _pending = pending;
        return pending.Answered.Task;
    }

    /// <summary>Takes output of the client.</summary>
    public async ValueTask WriteAsync(OutputSource source, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (source == OutputSource.Error)
        {
            await ShowAsync(data, cancellationToken);
            return;
        }

        _held.Add(data.Span);
        while (_pending is { } pending)
        {
            var mark = _isInAnswer ? pending.Question.Tail : pending.Question.Head;
            var at = _held.Span.IndexOf(mark.Span);
            if (at < 0)
            {
                if (!_isInAnswer)
                {
                    await ShowAsync(_held.ReleaseBefore(mark.Span), cancellationToken);
                }
                else if (_held.Count > MaxAnswer)
                {
                    throw new InvalidDataException("the database client does not answer as it should");
                }

                return;
            }

            // What stands before the head is output; between head and tail it is the client's word about its own buffer.
            var before = _held.Release(at);
            _ = _held.Release(mark.Length);
            if (!_isInAnswer)
            {
                await ShowAsync(before, cancellationToken);
            }

            _isInAnswer = !_isInAnswer && !pending.Question.Tail.IsEmpty;
            if (!_isInAnswer)
            {
                _pending = null;
                await FlushAsync(cancellationToken);
                pending.Answered.TrySetResult();
            }
        }

        await ShowAsync(_held.Release(_held.Count), cancellationToken);
    }

    /// <summary>The client has ended: what was held back is output.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await ShowAsync(_held.Release(_held.Count), cancellationToken);
        await FlushAsync(cancellationToken);
    }

    private ValueTask FlushAsync(CancellationToken cancellationToken) => _masked?.FlushAsync(cancellationToken) ?? ValueTask.CompletedTask;

    private async ValueTask ShowAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (data.IsEmpty)
        {
            return;
        }

        Bytes += data.Length;
        await (_masked?.WriteAsync(OutputSource.Output, data, cancellationToken) ?? _lines.WriteAsync(OutputSource.Output, data, cancellationToken));
    }

    private sealed record Pending(ClientQuestion Question, TaskCompletionSource Answered);
}

using System.IO.Pipelines;

namespace SshGate.Ssh.Tests.Support;

/// <summary>A link whose reading end can be stopped: a peer that is alive and does not read.</summary>
internal sealed class StuckPipe(IDuplexPipe inner) : IDuplexPipe
{
    private readonly StuckReader _reader = new(inner.Input);

    public PipeReader Input => _reader;

    public PipeWriter Output => inner.Output;

    /// <summary>Nothing that arrives from now on is read.</summary>
    public void Block() => _reader.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _reader.Gate?.TrySetResult();

    private sealed class StuckReader(PipeReader reader) : PipeReader
    {
        public TaskCompletionSource? Gate { get; set; }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (Gate is { } gate)
            {
                await gate.Task.WaitAsync(cancellationToken);
            }

            return result;
        }

        public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            reader.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => reader.Complete(exception);
    }
}

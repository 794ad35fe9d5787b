namespace SshGate.Recording;

/// <summary>The lines of writes that reach the file together. The first write of a batch carries it there.</summary>
internal sealed class WriteBatch(Task previous)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends, never in failure, when the batch before this one is on its way no more.</summary>
    public Task Previous { get; } = previous;

    /// <summary>True if one of the writes wants the bytes on the disk.</summary>
    public bool Sync { get; set; }

    /// <summary>Ends when this batch is written or has failed; never in failure itself.</summary>
    public Task Done => _done.Task;

    /// <summary>Why the batch was not written.</summary>
    public RecordingException? Failure { get; private set; }

    public void Complete(RecordingException? failure)
    {
        Failure = failure;
        _done.SetResult();
    }
}

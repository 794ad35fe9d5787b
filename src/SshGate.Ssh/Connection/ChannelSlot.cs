namespace SshGate.Ssh.Connection;

/// <summary>A row of the channel table.</summary>
internal sealed class ChannelSlot(SshChannel channel, bool isOwn)
{
    private volatile bool _isPending = true;

    public SshChannel Channel { get; } = channel;

    /// <summary>
    /// Whether the channel is not open yet: the peer has not answered our CHANNEL_OPEN, or we have not answered its own.
    /// Numbers can be guessed, so until then no message reaches the channel.
    /// </summary>
    public bool IsPending
    {
        get => _isPending;
        set => _isPending = value;
    }

    /// <summary>The answer to our CHANNEL_OPEN; null for channels of the peer.</summary>
    public TaskCompletionSource<SshChannel>? Opened { get; } =
        isOwn ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    /// <summary>The handler's side of a channel of the peer.</summary>
    public ServerChannel? Server { get; set; }

    /// <summary>Nobody waits for the answer any more: whoever of the two comes second closes the channel.</summary>
    public void Abandon()
    {
        if (!Opened!.TrySetCanceled() && Opened.Task.IsCompletedSuccessfully)
        {
            Channel.Close();
        }
    }
}

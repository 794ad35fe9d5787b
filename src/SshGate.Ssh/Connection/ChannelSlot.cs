namespace SshGate.Ssh.Connection;

/// <summary>A row of the channel table.</summary>
internal sealed class ChannelSlot(SshChannel channel, bool pending)
{
    private volatile bool _abandoned;

    public SshChannel Channel { get; } = channel;

    /// <summary>Whether the peer has not answered our CHANNEL_OPEN; changed on the read loop.</summary>
    public bool IsPending { get; set; } = pending;

    /// <summary>The answer to our CHANNEL_OPEN; null for channels of the peer.</summary>
    public TaskCompletionSource<SshChannel>? Opened { get; } =
        pending ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    /// <summary>The handler's side of a channel of the peer.</summary>
    public ServerChannel? Server { get; set; }

    public bool IsAbandoned => _abandoned;

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Abandon()
    {
        _abandoned = true;
        if (Opened!.Task.IsCompletedSuccessfully)
        {
            Channel.Close();
        }
    }
}

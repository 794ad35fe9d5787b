using SshGate.Ssh.Server;

namespace SshGate.Ssh.Connection;

/// <summary>A channel that only carries data: no request is known on it.</summary>
internal sealed class DataChannelHandler : IServerChannelHandler
{
    private DataChannelHandler()
    {
    }

    /// <summary>It has no state: one for all.</summary>
    public static DataChannelHandler Instance { get; } = new();

    public void Attach(SshChannel channel)
    {
    }

    public ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RequestOutcome>(new RequestOutcome.Refused());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

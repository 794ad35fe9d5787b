using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Onward;

/// <summary>A channel on the target for one command; disposing closes it, and the connection with it that was opened for it alone.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Own">The connection that serves nothing else; null when others use it as well.</param>
internal sealed record OnwardChannel(SshChannel Channel, OnwardConnection? Own) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Channel.CloseAsync(CancellationToken.None);
        if (Own is not null)
        {
            await Own.DisposeAsync();
        }
    }
}

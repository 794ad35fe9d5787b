using System.Threading.Channels;

namespace SshGate.Gateway.Approvals;

/// <summary>One listener's notices. A listener that does not keep up is let go: it must look at the list again.</summary>
public sealed class ApprovalSubscription : IDisposable
{
    // More open requests than one person can work through; who is behind by this much has to start afresh anyway.
    private const int Capacity = 256;

    private readonly Channel<ApprovalNotice> _notices = Channel.CreateBounded<ApprovalNotice>(Capacity);
    private readonly Action<ApprovalSubscription> _remove;

    internal ApprovalSubscription(Action<ApprovalSubscription> remove) => _remove = remove;

    /// <summary>The notices; completed when the listener fell behind or the gate stops.</summary>
    public ChannelReader<ApprovalNotice> Notices => _notices.Reader;

    /// <inheritdoc />
    public void Dispose()
    {
        _remove(this);
        End();
    }

    internal void Offer(ApprovalNotice notice)
    {
        if (!_notices.Writer.TryWrite(notice))
        {
            Dispose();
        }
    }

    internal void End() => _notices.Writer.TryComplete();
}

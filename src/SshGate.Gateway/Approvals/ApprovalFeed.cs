namespace SshGate.Gateway.Approvals;

/// <summary>Tells listeners (console, API, notifications) what changed. Never waits for any of them.</summary>
internal sealed class ApprovalFeed
{
    private readonly Lock _lock = new();
    private readonly List<ApprovalSubscription> _subscriptions = [];
    private bool _ended;

    public ApprovalSubscription Subscribe()
    {
        var subscription = new ApprovalSubscription(Remove);
        lock (_lock)
        {
            if (_ended)
            {
                subscription.End();
            }
            else
            {
                _subscriptions.Add(subscription);
            }
        }

        return subscription;
    }

    public void Publish(ApprovalNotice notice)
    {
        foreach (var subscription in Snapshot())
        {
            subscription.Offer(notice);
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _ended = true;
        }

        foreach (var subscription in Snapshot())
        {
            subscription.End();
        }
    }

    private ApprovalSubscription[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _subscriptions];
        }
    }

    private void Remove(ApprovalSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
        }
    }
}

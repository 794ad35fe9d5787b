using SshGate.Ssh.Connection;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Connection;

public sealed class RequestQueueTests
{
    private readonly RequestQueue<string> _queue = new(new SshLimits { MaxQueuedRequests = 3, MaxQueuedRequestBytes = 10 });

    [Fact]
    public void Requests_come_out_in_order()
    {
        _queue.Enqueue("a", true, 1);
        _queue.Enqueue("b", false, 1);

        Assert.True(_queue.TryDequeue(out var first, out var wantsReply));
        Assert.Equal(("a", true), (first, wantsReply));
        Assert.True(_queue.TryDequeue(out var second, out wantsReply));
        Assert.Equal(("b", false), (second, wantsReply));
        Assert.False(_queue.TryDequeue(out _, out _));
    }

    [Fact]
    public void Their_number_is_bounded()
    {
        for (var i = 0; i < 3; i++)
        {
            _queue.Enqueue("a", true, 0);
        }

        Assert.Throws<SshProtocolException>(() => _queue.Enqueue("a", true, 0));
    }

    [Fact]
    public void Their_bytes_are_bounded_but_one_always_fits()
    {
        for (var round = 0; round < 3; round++)
        {
            _queue.Enqueue("a", true, 1000);
            Assert.Throws<SshProtocolException>(() => _queue.Enqueue("b", true, 1));
            Assert.True(_queue.TryDequeue(out _, out _));
            _queue.Enqueue("a", true, 10);
            Assert.Throws<SshProtocolException>(() => _queue.Enqueue("b", true, 1));
            _queue.Clear();
        }
    }
}

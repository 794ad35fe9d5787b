using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Connection;

namespace SshGate.Ssh.Tests.Connection;

public sealed class InboundBufferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Whatever_goes_in_comes_out_in_order_and_is_credited_once()
    {
        var property = Prop.ForAll<int[]>(lengths =>
        {
            var credited = 0;
            var buffer = new InboundBuffer(length => credited += length);
            var expected = new List<(bool IsError, byte Value)>();
            var actual = new List<(bool IsError, byte Value)>();
            byte next = 0;
            foreach (var signed in lengths)
            {
                // Lengths around a segment's, the sign chooses the stream; a read now and then.
                var data = new byte[Math.Abs(signed % 10) * 9973];
                for (var i = 0; i < data.Length; i++)
                {
                    data[i] = next = unchecked((byte)(next + 1));
                    expected.Add((signed < 0, next));
                }

                buffer.Append(signed < 0, data);
                if (signed % 3 == 0 && data.Length > 0)
                {
                    Read(buffer, actual);
                }
            }

            buffer.End(closed: false);
            buffer.End(closed: true);
            while (Read(buffer, actual))
            {
            }

            return expected.SequenceEqual(actual) && credited == expected.Count
                && buffer.ReadAsync(Token).AsTask().GetAwaiter().GetResult().Kind == ChannelReadKind.Closed;
        });
        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Eof_is_told_once_and_the_close_for_ever()
    {
        var buffer = new InboundBuffer(_ => { });
        var waiting = buffer.ReadAsync(Token).AsTask();
        buffer.End(closed: false);
        Assert.Equal(ChannelReadKind.Eof, (await waiting).Kind);

        waiting = buffer.ReadAsync(Token).AsTask();
        Assert.False(waiting.IsCompleted);
        buffer.End(closed: true);

        Assert.Equal(ChannelReadKind.Closed, (await waiting).Kind);
        Assert.Equal(ChannelReadKind.Closed, (await buffer.ReadAsync(Token)).Kind);
    }

    [Fact]
    public async Task A_discarded_buffer_keeps_nothing()
    {
        var buffer = new InboundBuffer(_ => { });
        buffer.Append(false, new byte[100]);
        _ = await buffer.ReadAsync(Token);
        buffer.Append(true, new byte[100]);

        buffer.Discard();
        buffer.Append(false, new byte[100]);
        buffer.End(closed: true);

        Assert.Equal(ChannelReadKind.Closed, (await buffer.ReadAsync(Token)).Kind);
    }

    [Fact]
    public async Task There_is_one_reader()
    {
        var buffer = new InboundBuffer(_ => { });
        var first = buffer.ReadAsync(Token).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await buffer.ReadAsync(Token));
        buffer.End(closed: true);
        Assert.Equal(ChannelReadKind.Closed, (await first).Kind);
    }

    private static bool Read(InboundBuffer buffer, List<(bool IsError, byte Value)> into)
    {
        var read = buffer.ReadAsync(Token).AsTask().GetAwaiter().GetResult();
        foreach (var value in read.Data.Span)
        {
            into.Add((read.Kind == ChannelReadKind.ExtendedData, value));
        }

        return read.Kind != ChannelReadKind.Closed;
    }
}

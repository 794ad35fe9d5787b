using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>Whether every byte comes back through a connection.</summary>
internal static class EchoCheck
{
    /// <summary>One connection may take so long; only a machine that does much else at the same time comes near it.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Messages of 1 to 128 bytes, each in a packet of its own, which takes every length of padding in both directions; then
    /// a block of several packets.
    /// </summary>
    public static Task PassesEveryLengthAsync(EchoLink link) => WithDeadlineAsync(link, async cancellation =>
    {
        for (var length = 1; length <= 128; length++)
        {
            await RoundTripAsync(link, TestServer.Pattern(length), cancellation);
        }

        await RoundTripAsync(link, TestServer.Pattern(65_536), cancellation);
        Assert.Equal(0, await link.FinishAsync(cancellation));
    });

    /// <summary>So many bytes, sent while others come back.</summary>
    public static Task PassesAsync(EchoLink link, int length) => WithDeadlineAsync(link, async cancellation =>
    {
        await RoundTripAsync(link, TestServer.Pattern(length), cancellation);
        Assert.Equal(0, await link.FinishAsync(cancellation));
    });

    private static async Task RoundTripAsync(EchoLink link, byte[] sent, CancellationToken cancellation)
    {
        var sending = link.SendAsync(sent, cancellation).AsTask();
        var back = new byte[sent.Length];
        var received = 0;
        while (received < back.Length)
        {
            var count = await link.ReceiveAsync(back.AsMemory(received), cancellation);
            Assert.True(count > 0, $"After {received} of {sent.Length} bytes the output ended.");
            received += count;
        }

        await sending;
        Assert.Equal(TestServer.Sum(sent), TestServer.Sum(back));
    }

    private static async Task WithDeadlineAsync(EchoLink link, Func<CancellationToken, Task> check)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            await check(deadline.Token);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message} The peer said: {link.Explain()}", e);
        }
    }
}

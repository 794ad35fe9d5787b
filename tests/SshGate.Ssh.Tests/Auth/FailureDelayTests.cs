using SshGate.Ssh.Auth;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Auth;

public sealed class FailureDelayTests
{
    [Fact]
    public void A_user_has_always_the_same_delay_and_users_have_different_ones()
    {
        var delays = Enumerable.Range(0, 100).Select(i => FailureDelay.For($"user{i}")).ToArray();

        Assert.Equal(delays, Enumerable.Range(0, 100).Select(i => FailureDelay.For($"user{i}")));
        Assert.True(delays.Distinct().Count() > 90);
        Assert.All(delays, delay => Assert.InRange(delay.TotalMilliseconds, 5, 9.3));
    }

    [Fact]
    public void What_took_longer_is_rounded_up_to_a_power_of_two_times_the_delay()
    {
        var delay = FailureDelay.For("alice");
        foreach (var elapsed in new[] { 0.0, 4, 8, 17, 100, 1000, 4999 })
        {
            var time = TimeSpan.FromMilliseconds(elapsed);
            var remaining = FailureDelay.Remaining("alice", time);

            var factor = (time + remaining) / delay;
            var power = Math.Pow(2, Math.Floor(Math.Log2(factor)));
            Assert.True(remaining >= TimeSpan.Zero);
            Assert.InRange(((time + remaining) - (power * delay)).TotalMilliseconds, 0, 1);
        }

        Assert.Equal(TimeSpan.Zero, FailureDelay.Remaining("alice", TimeSpan.FromSeconds(5.1)));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("publickey")]
    [InlineData("unknown")]
    public async Task A_refusal_waits_for_the_clock_whoever_the_user_is(string method)
    {
        var time = new ManualTime();
        var server = new TestServer { Authorizes = _ => false };
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, server, time: time);
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();

        switch (method)
        {
            case "password":
                client.SendPassword("");
                break;
            case "publickey":
                new KeyLogin(TestKeys.Ed25519).Offer(client);
                break;
            default:
                client.SendAuth("agent", method);
                break;
        }

        var answer = client.ExpectAsync(MessageId.UserAuthFailure);
        await time.TimersAsync(2);
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(10));
        await answer;
    }

    [Fact]
    public async Task The_question_for_the_methods_does_not_wait()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, new TestServer(), time: new ManualTime());
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();

        client.SendAuth("agent", "none");

        await client.ExpectAsync(MessageId.UserAuthFailure);
    }
}

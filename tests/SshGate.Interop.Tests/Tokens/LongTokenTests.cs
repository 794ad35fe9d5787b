using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Tokens;

/// <summary>Tokens that OpenSSH's client would cut: 1023 bytes is all it keeps of a password.</summary>
public sealed class LongTokenTests(SharedGate shared)
{
    private const int LongToken = 3900;

    [Fact]
    public async Task OpenSSH_hands_a_long_token_over_in_parts_with_sshgate_askpass()
    {
        var gate = await shared.UseAsync();
        var token = await gate.TokenAsync("agent-1", pad: LongToken);
        Assert.InRange(new FileInfo(token).Length, LongToken, LongToken + 100);

        var run = await gate.Ssh.RunAsync(token, "id -un");

        Assert.Equal(gate.Facts.Account + "\n", run.ShouldExit(0).Output);
    }

    /// <summary>Around the edges: a part that is exactly full needs one more, empty answer.</summary>
    [Theory]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(2045)]
    [InlineData(2046)]
    [InlineData(2047)]
    [InlineData(8100)]
    public async Task A_token_of_any_length_arrives_whole(int bytes)
    {
        var gate = await shared.UseAsync();
        var token = await gate.TokenAsync("agent-1", pad: bytes);
        // The issuer pads in steps of up to four characters: take the length as near as it gets.
        Assert.InRange(new FileInfo(token).Length, bytes, bytes + 60);

        (await gate.Ssh.RunAsync(token, "id -un")).ShouldExit(0);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("keyboard-interactive")]
    public async Task A_token_that_arrives_cut_is_named_as_such(string method)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        var token = await gate.TokenAsync("agent-1", pad: LongToken);

        var run = await gate.Ssh.RunOnTerminalAsync(token, $"echo {marker}", method);

        Assert.NotEqual(0, run.ExitStatus);
        Assert.False(gate.HasReceived(marker));
        if (method == "password")
        {
            // sshpass answers one prompt only, so with rounds it ends itself; a password is answered once and refused.
            run.ShouldSay("1023 bytes").ShouldSay("OpenSSH");
            var refused = await gate.Audit.EventsAsync("authentication_refused");
            Assert.Contains(refused, e => e.Detail("reason") == "Cut");
        }
    }

    [Theory]
    [InlineData(SshClient.Plink)]
    [InlineData(SshClient.DbClient)]
    [InlineData(SshClient.Paramiko)]
    [InlineData(SshClient.AsyncSsh)]
    public async Task Clients_without_the_limit_send_it_whole(SshClient client)
    {
        var gate = await shared.UseAsync();
        var token = await gate.TokenAsync("agent-1", pad: LongToken);

        var run = await gate.RunAsync(client, token, "id -un");

        Assert.Equal(gate.Facts.Account + "\n", run.ShouldExit(0).Output);
    }
}

using System.Text;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.Transport;

public sealed class VersionExchangeTests
{
    [Theory]
    [InlineData("SSH-2.0-x\r\n", "SSH-2.0-x")]
    [InlineData("SSH-2.0-x y z\n", "SSH-2.0-x y z")]
    public async Task A_server_takes_a_version_whole_and_byte_by_byte(string line, string version)
    {
        Assert.Equal(version, await ReadAsync(SshRole.Server, [line + "rest"]));
        Assert.Equal(version, await ReadAsync(SshRole.Server, line.Select(character => character.ToString())));
    }

    [Theory]
    [InlineData("SSH-1.99-x\r\n", "SSH-1.99-x")]
    [InlineData("Welcome\r\nto this host\nSSH-2.0-x\r\n", "SSH-2.0-x")]
    public async Task A_client_skips_notices_and_takes_version_1_99(string text, string version) =>
        Assert.Equal(version, await ReadAsync(SshRole.Client, [text]));

    [Theory]
    [InlineData("SSH-1.99-x\r\n")]
    [InlineData("SSH-1.5-x\r\n")]
    [InlineData("SSH-2.1-x\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\r\n")]
    [InlineData("ssh-2.0-x\r\n")]
    [InlineData("SSH-2.0-x\0y\r\n")]
    [InlineData("SSH-2.0-x\u001b[2J\r\n")]
    [InlineData("Notice\r\nSSH-2.0-x\r\n")]
    public async Task A_server_refuses_all_else(string text)
    {
        var refused = await Assert.ThrowsAsync<SshProtocolException>(() => ReadAsync(SshRole.Server, [text]));

        Assert.Equal(DisconnectReason.ProtocolVersionNotSupported, refused.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endless_line_is_refused_without_being_kept(bool isServer) =>
        await Assert.ThrowsAsync<SshProtocolException>(() => ReadAsync(
            isServer ? SshRole.Server : SshRole.Client, ["SSH-2.0-" + new string('x', 2000)]));

    [Fact]
    public async Task A_client_reads_a_bounded_number_of_notices() => await Assert.ThrowsAsync<SshProtocolException>(
        () => ReadAsync(SshRole.Client, [string.Concat(Enumerable.Repeat("notice\r\n", 100)) + "SSH-2.0-x\r\n"]));

    [Fact]
    public async Task A_server_says_its_version_first_and_nothing_before()
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer());
        var raw = new RawClient(client);
        await raw.SendAsync("garbage\n");

        var (bytes, _) = await raw.ReadToEndAsync();

        Assert.StartsWith("SSH-2.0-SshGate\r\n", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(DisconnectReason.ProtocolVersionNotSupported, (await session.Transport.Completion).Reason);
    }

    private static async Task<string> ReadAsync(SshRole role, IEnumerable<string> pieces)
    {
        var (client, server) = DuplexPipe.CreatePair();
        var reading = VersionExchange.ReadAsync(server.Input, role, TestContext.Current.CancellationToken).AsTask();
        foreach (var piece in pieces)
        {
            await client.Output.WriteAsync(Encoding.Latin1.GetBytes(piece));
        }

        return Encoding.ASCII.GetString(await reading);
    }
}

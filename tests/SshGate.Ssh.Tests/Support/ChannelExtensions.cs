using System.Text;
using SshGate.Ssh.Connection;

namespace SshGate.Ssh.Tests.Support;

internal static class ChannelExtensions
{
    /// <summary>Runs a command, sends the input and collects all that comes back.</summary>
    public static async Task<CommandResult> RunAsync(
        this SshChannel channel, string command, ReadOnlyMemory<byte> input = default)
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.True(await channel.RequestAsync(new ExecRequest(Encoding.UTF8.GetBytes(command)), cancellation));
        var sending = SendAsync(channel, input, cancellation);
        var output = new MemoryStream();
        var error = new MemoryStream();
        var sawEof = false;
        while (await channel.ReadAsync(cancellation) is var read && read.Kind != ChannelReadKind.Closed)
        {
            sawEof |= read.Kind == ChannelReadKind.Eof;
            (read.Kind == ChannelReadKind.ExtendedData ? error : output).Write(read.Data.Span);
        }

        await sending;
        return new CommandResult(output.ToArray(), error.ToArray(), await channel.Exit, sawEof);
    }

    private static async Task SendAsync(SshChannel channel, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await channel.WriteAsync(input, cancellation);
            await channel.SendEofAsync(cancellation);
        }
        catch (ChannelClosedException)
        {
            // The command ended without its input.
        }
    }
}

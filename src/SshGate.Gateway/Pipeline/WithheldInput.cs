using System.Buffers;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Pipeline;

/// <summary>Standard input that is code: taken to its end before anything is decided, and judged with the command.</summary>
internal static class WithheldInput
{
    /// <summary>
    /// More is denied. A megabyte is far above any script that people write; what is over it could not be reviewed anyway.
    /// </summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>All of it, or null when it is over <see cref="MaxBytes"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(SshChannel channel, CancellationToken cancellationToken)
    {
        var collected = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await channel.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data when read.Data.Length > MaxBytes - collected.WrittenCount:
                    return null;
                case ChannelReadKind.Data:
                    collected.Write(read.Data.Span);
                    break;
                case ChannelReadKind.Eof:
                    return collected.WrittenMemory;
                case ChannelReadKind.Closed:
                    throw new OperationCanceledException("the agent closed the channel");
                case ChannelReadKind.ExtendedData:
                    break;
            }
        }
    }
}

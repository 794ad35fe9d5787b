using System.Buffers;
using SshGate.Recording;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Output of a command that has no terminal, for an agent that has one: a line feed gets its carriage return here, because no
/// terminal on the target put one there.
/// </summary>
internal sealed class PlainLines(CommandOutput next)
{
    private bool _endedWithReturn;

    public ValueTask WriteAsync(OutputSource source, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>(data.Length + 64);
        foreach (var value in data.Span)
        {
            if (value == (byte)'\n' && !_endedWithReturn)
            {
                lines.Write("\r"u8);
            }

            lines.Write([value]);
            _endedWithReturn = value == (byte)'\r';
        }

        return next(source, lines.WrittenMemory, cancellationToken);
    }
}

using SshGate.Recording;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The only way to the agent's side of a session: record, then relay. A write that cannot be recorded throws and nothing of it
/// is relayed; the session then ends.
/// </summary>
/// <remarks>
/// A session without a channel for words has them recorded only. Writers of both streams take turns, so that the recording has the order that the agent saw.
/// </remarks>
internal sealed class RecordedChannel(SshChannel? channel, RecordingWriter recording, bool hasTerminal, Func<bool> wantsJson)
    : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Bytes relayed so far.</summary>
    public long BytesOut { get; private set; }

    /// <summary>Whether the last byte that was relayed ended a line, so that the cursor of a terminal is at its margin.</summary>
    public bool IsAtLineStart { get; private set; } = true;

    /// <summary>Records one piece of output, then relays it, waiting for the agent's window.</summary>
    /// <exception cref="RecordingException">It could not be recorded; nothing was relayed.</exception>
    public async ValueTask WriteAsync(OutputSource stream, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await recording.WriteOutputAsync(data, stream, cancellationToken);
            if (channel is null)
            {
                return;
            }

            if (stream == OutputSource.Error)
            {
                await channel.WriteErrorAsync(data, cancellationToken);
            }
            else
            {
                await channel.WriteAsync(data, cancellationToken);
            }

            BytesOut += data.Length;
            IsAtLineStart = data.IsEmpty ? IsAtLineStart : data.Span[^1] == '\n';
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says something to the agent, recorded like everything else. With a terminal there is one stream only.</summary>
    public ValueTask SayAsync(GateMessage message, CancellationToken cancellationToken) =>
        WriteAsync(
            hasTerminal ? OutputSource.Output : OutputSource.Error,
            message.ToBytes(wantsJson(), hasTerminal),
            cancellationToken);

    public void Dispose() => _turn.Dispose();
}

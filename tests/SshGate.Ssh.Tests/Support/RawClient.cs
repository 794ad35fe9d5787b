using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Support;

/// <summary>Sends bytes and unprotected packets to a peer, before any key is exchanged.</summary>
internal sealed class RawClient(IDuplexPipe pipe)
{
    public async Task SendAsync(string text) => await pipe.Output.WriteAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await pipe.Output.WriteAsync(bytes);

    /// <summary>A well-formed packet around the payload.</summary>
    public Task SendPacketAsync(params byte[] payload)
    {
        var padding = 8 - ((5 + payload.Length) % 8);
        padding = padding < 4 ? padding + 8 : padding;
        var packet = new byte[5 + payload.Length + padding];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length - 4);
        packet[4] = (byte)padding;
        payload.CopyTo(packet, 5);
        return SendAsync(packet);
    }

    public Task SendKexInitAsync(params string[] markers) => SendPacketAsync(
        KexInitMessage.Build(new AlgorithmProposal { HostKeys = ["ssh-ed25519"] }, markers));

    /// <summary>All that the server sends until it closes; ends with the reason of its DISCONNECT, if it sent one.</summary>
    public async Task<(byte[] Bytes, DisconnectReason? Reason)> ReadToEndAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var all = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await pipe.Input.ReadAsync(deadline.Token);
            foreach (var part in result.Buffer)
            {
                all.Write(part.Span);
            }

            pipe.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return (all.WrittenSpan.ToArray(), FindDisconnect(all.WrittenMemory));
            }
        }
    }

    private static DisconnectReason? FindDisconnect(ReadOnlyMemory<byte> bytes)
    {
        var line = bytes.Span.IndexOf((byte)'\n');
        var rest = new ReadOnlySequence<byte>(bytes[(line + 1)..].ToArray());
        using var reader = new PacketReader(new SshLimits());
        DisconnectReason? reason = null;
        while (reader.TryRead(ref rest, out var payload))
        {
            if ((MessageId)payload.Span[0] == MessageId.Disconnect)
            {
                var message = new SshReader(payload.Span[1..]);
                reason = (DisconnectReason)message.ReadUInt32();
            }
        }

        return reason;
    }
}

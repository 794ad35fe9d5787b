using SshGate.Ssh.Sftp;

namespace SshGate.Ssh.Tests.Sftp;

/// <summary>Packets out of a stream that may be cut anywhere.</summary>
public sealed class SftpPacketReaderTests
{
    private static readonly byte[] Stream = [.. SftpSamples.Requests.SelectMany(SftpSamples.Encode)];

    [Fact]
    public void A_stream_gives_the_same_packets_wherever_it_is_cut()
    {
        var whole = Packets(Stream.Length);
        Assert.Equal(SftpSamples.Requests.Count, whole.Count);
        for (var piece = 1; piece < 200; piece++)
        {
            Assert.Equal(whole, Packets(piece));
        }

        static List<string> Packets(int piece)
        {
            var reader = new SftpPacketReader();
            var packets = new List<string>();
            foreach (var bytes in Stream.Chunk(piece))
            {
                reader.Append(bytes);
                while (reader.TryRead(out var packet))
                {
                    packets.Add(Convert.ToHexString(packet.Span));
                }
            }

            Assert.False(reader.HasPartial);
            return packets;
        }
    }

    [Fact]
    public void The_largest_packet_passes_and_the_next_size_does_not()
    {
        var reader = new SftpPacketReader();
        reader.Append([0, 4, 0, 0]);
        reader.Append(new byte[SftpLimits.MaxPacket]);
        Assert.True(reader.TryRead(out var packet));
        Assert.Equal(SftpLimits.MaxPacket, packet.Length);
        reader.Append([0, 4, 0, 1]);
        Assert.Throws<SshProtocolException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void An_empty_packet_is_refused()
    {
        var reader = new SftpPacketReader();
        reader.Append([0, 0, 0, 0]);
        Assert.Throws<SshProtocolException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void Nothing_is_given_before_a_packet_is_whole()
    {
        var bytes = SftpSamples.Encode(SftpSamples.Requests[0]);
        var reader = new SftpPacketReader();
        foreach (var value in bytes.SkipLast(1))
        {
            reader.Append([value]);
            Assert.False(reader.TryRead(out _));
            Assert.True(reader.HasPartial);
        }

        reader.Append([bytes[^1]]);
        Assert.True(reader.TryRead(out var packet));
        Assert.Equal(bytes[4..], packet.ToArray());
    }
}

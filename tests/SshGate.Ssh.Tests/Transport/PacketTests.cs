using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using SshGate.Ssh.Tests.RealPeers.Matrix;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Transport;

public sealed class PacketTests
{
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(4u)]
    [InlineData(13u)]
    [InlineData(35_001u)]
    [InlineData(35_004u)]
    [InlineData(0x7fff_fffcu)]
    [InlineData(0x8000_0004u)]
    [InlineData(0xffff_ffffu)]
    public async Task A_length_that_is_not_legal_ends_the_connection_before_more_is_read(uint length)
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer());
        var raw = new RawClient(client);
        await raw.SendAsync("SSH-2.0-Raw\r\n");
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, length);
        await raw.SendAsync(bytes);

        Assert.Equal(DisconnectReason.ProtocolError, (await raw.ReadToEndAsync()).Reason);
        await session.Transport.Completion;
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(255)]
    public async Task A_padding_that_is_not_legal_ends_the_connection(byte padding)
    {
        var (client, server) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(server, new TestServer());
        var raw = new RawClient(client);
        await raw.SendAsync("SSH-2.0-Raw\r\n");
        await raw.SendAsync([0, 0, 0, 12, padding, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(DisconnectReason.ProtocolError, (await raw.ReadToEndAsync()).Reason);
        await session.Transport.Completion;
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Packets_are_read_whole_and_byte_by_byte(string cipher, string mac)
    {
        var (sealer, opener) = Pair(cipher, mac);
        var payloads = Enumerable.Range(1, 130).Append(32_768).Select(TestServer.Pattern).ToArray();
        var stream = await SealAsync(sealer, payloads);

        using var reader = new PacketReader(new SshLimits());
        reader.ChangeKeys(opener, resetSequence: true);
        var whole = new ReadOnlySequence<byte>(stream.ToArray());
        foreach (var payload in payloads)
        {
            Assert.True(reader.TryRead(ref whole, out var read));
            Assert.Equal(payload, read.ToArray());
        }

        Assert.True(whole.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_prefix_of_a_packet_takes_nothing_and_split_packets_are_joined(string cipher, string mac)
    {
        var (sealer, opener) = Pair(cipher, mac);
        var stream = await SealAsync(sealer, TestServer.Pattern(50), TestServer.Pattern(3));
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1));
        using var reader = new PacketReader(new SshLimits());
        reader.ChangeKeys(opener, resetSequence: true);
        var found = new List<byte[]>();

        foreach (var value in stream)
        {
            await pipe.Writer.WriteAsync(new[] { value }, TestContext.Current.CancellationToken);
            var buffer = (await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer;
            if (reader.TryRead(ref buffer, out var payload))
            {
                found.Add(payload.ToArray());
            }

            pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
        }

        Assert.Equal([TestServer.Pattern(50), TestServer.Pattern(3)], found);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Every_flipped_bit_is_found_and_told_as_the_same_error(string cipher, string mac)
    {
        var (keySealer, _) = Pair(cipher, mac);
        var stream = await SealAsync(keySealer, TestServer.Pattern(20));
        for (var bit = 0; bit < stream.Length * 8; bit++)
        {
            var damaged = stream.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var (_, opener) = Pair(cipher, mac);
            using var reader = new PacketReader(new SshLimits());
            reader.ChangeKeys(opener, resetSequence: true);

            // A longer length makes the reader wait for more, which then fails too.
            var rest = new ReadOnlySequence<byte>([.. damaged, .. new byte[300_000]]);
            var error = Assert.Throws<SshProtocolException>(() => reader.TryRead(ref rest, out _));
            Assert.Equal(DisconnectReason.MacError, error.Reason);
            Assert.Equal("A packet is corrupt.", error.Message);
        }
    }

    public static TheoryData<string, string> Suites() => Offers.Suites();

    private static (PacketSealer Sealer, PacketOpener Opener) Pair(string cipher, string mac)
    {
        var (key, iv, macKey) = CipherSuites.Sizes(cipher, mac);
        return (
            CipherSuites.CreateSealer(cipher, mac, new byte[key], new byte[iv], new byte[macKey]),
            CipherSuites.CreateOpener(cipher, mac, new byte[key], new byte[iv], new byte[macKey]));
    }

    // Through the real writer, behind a NEWKEYS in the clear, which is cut off.
    private static async Task<byte[]> SealAsync(PacketSealer sealer, params byte[][] payloads)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var writer = new PacketWriter(pipe.Writer, new SshLimits());
        writer.ChangeKeys(sealer, resetSequence: true, default);
        foreach (var payload in payloads)
        {
            writer.Send(payload);
        }

        writer.Close(default);
        await writer.RunAsync(TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        var all = (await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.ToArray();
        const int NewKeysPacket = 16;
        return all[NewKeysPacket..];
    }
}

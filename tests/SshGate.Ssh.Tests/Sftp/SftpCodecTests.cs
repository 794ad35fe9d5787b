using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Sftp;

namespace SshGate.Ssh.Tests.Sftp;

/// <summary>The laws of the codec: round trip, prefixes, hostile bytes, caps.</summary>
public sealed class SftpCodecTests
{
    public static TheoryData<int> RequestIndexes => [.. Enumerable.Range(0, SftpSamples.Requests.Count)];

    public static TheoryData<int> ReplyIndexes => [.. Enumerable.Range(0, SftpSamples.Replies.Count)];

    [Fact]
    public void The_samples_hold_every_kind()
    {
        Assert.Equal(Kinds(typeof(SftpRequest)), SftpSamples.Requests.Select(request => request.GetType().Name).Distinct().Order());
        Assert.Equal(Kinds(typeof(SftpReply)), SftpSamples.Replies.Select(reply => reply.GetType().Name).Distinct().Order());

        static IEnumerable<string> Kinds(Type type) => type.GetNestedTypes().Select(kind => kind.Name).Order();
    }

    [Theory]
    [MemberData(nameof(RequestIndexes))]
    public void A_request_reads_back_as_the_same_bytes(int index)
    {
        var bytes = SftpSamples.Encode(SftpSamples.Requests[index]);
        Assert.Equal((uint)bytes.Length - 4, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        var read = SftpRequestCodec.Read(bytes.AsMemory(4));
        Assert.IsType(SftpSamples.Requests[index].GetType(), read);
        Assert.Equal(bytes, SftpSamples.Encode(read));
    }

    [Theory]
    [MemberData(nameof(ReplyIndexes))]
    public void A_reply_reads_back_as_the_same_bytes(int index)
    {
        var bytes = SftpSamples.Encode(SftpSamples.Replies[index]);
        var read = SftpReplyCodec.Read(bytes.AsMemory(4));
        Assert.IsType(SftpSamples.Replies[index].GetType(), read);
        Assert.Equal(bytes, SftpSamples.Encode(read));
    }

    [Theory]
    [MemberData(nameof(RequestIndexes))]
    public void A_cut_or_longer_request_is_refused(int index)
    {
        var packet = SftpSamples.Encode(SftpSamples.Requests[index])[4..];
        if (SftpSamples.Requests[index] is SftpRequest.UnknownExtension)
        {
            return;
        }

        for (var length = 0; length < packet.Length; length++)
        {
            Assert.Throws<SshProtocolException>(() => SftpRequestCodec.Read(packet.AsMemory(0, length)));
        }

        Assert.Throws<SshProtocolException>(() => SftpRequestCodec.Read((byte[])[.. packet, 0]));
    }

    [Theory]
    [MemberData(nameof(ReplyIndexes))]
    public void A_cut_reply_is_refused_or_another_one_that_reads_back(int index)
    {
        var packet = SftpSamples.Encode(SftpSamples.Replies[index])[4..];
        for (var length = 0; length < packet.Length; length++)
        {
            var cut = packet[..length];
            try
            {
                Assert.Equal(cut, SftpSamples.Encode(SftpReplyCodec.Read(cut))[4..]);
            }
            catch (SshProtocolException)
            {
                // Refused: what it should be.
            }
        }
    }

    [Fact]
    public void Any_bytes_are_refused_or_read_back_as_themselves()
    {
        var samples = SftpSamples.Requests.Select(SftpSamples.Encode).Concat(SftpSamples.Replies.Select(SftpSamples.Encode)).ToArray();
        var packets =
            from sample in Gen.Elements(samples)
            from changes in Gen.ListOf(Gen.Choose(0, 63).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)))
            select Changed(sample[4..], changes);
        var random = ArbMap.Default.GeneratorFor<byte[]>();
        Prop.ForAll(Gen.OneOf(packets, random).ToArbitrary(), packet =>
        {
            Check(packet, bytes => SftpSamples.Encode(SftpRequestCodec.Read(bytes)));
            Check(packet, bytes => SftpSamples.Encode(SftpReplyCodec.Read(bytes)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20000));

        static byte[] Changed(byte[] packet, IEnumerable<(int At, int Value)> changes)
        {
            foreach (var (at, value) in changes)
            {
                packet[at % packet.Length] = (byte)value;
            }

            return packet;
        }

        static void Check(byte[] packet, Func<byte[], byte[]> again)
        {
            try
            {
                Assert.Equal(packet, again(packet)[4..]);
            }
            catch (SshProtocolException)
            {
                // The only exception that bytes may cause.
            }
        }
    }

    [Fact]
    public void Caps_are_kept()
    {
        Refused(new SftpRequest.Stat(1, new byte[SftpLimits.MaxPath + 1]));
        Refused(new SftpRequest.Close(1, new byte[SftpLimits.MaxHandle + 1]));
        Refused(new SftpRequest.Stat(1, "/a\0b"u8.ToArray()));
        Refused(new SftpRequest.UsersGroups(1, new byte[3], new byte[4]));
        Refused(new SftpRequest.Open(1, "/a"u8.ToArray(), (SftpOpenMode)64, SftpAttributes.None));
        var pairs = Enumerable.Repeat(new SftpPair("a", default), SftpLimits.MaxPairs + 1).ToList();
        Refused(new SftpRequest.SetStat(1, "/a"u8.ToArray(), new SftpAttributes { Extended = pairs }));
        Assert.Throws<SshProtocolException>(
            () => SftpSamples.Encode(new SftpRequest.Write(1, "h"u8.ToArray(), 0, new byte[SftpLimits.MaxPacket])));

        static void Refused(SftpRequest request) =>
            Assert.Throws<SshProtocolException>(() => SftpRequestCodec.Read(SftpSamples.Encode(request).AsMemory(4)));
    }

    [Fact]
    public void An_answer_that_claims_many_names_costs_no_memory() =>
        Assert.Throws<SshProtocolException>(() => SftpReplyCodec.Read(new byte[] { 104, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff }));

    [Fact]
    public void Unknown_types_and_flags_are_refused()
    {
        Assert.Throws<SshProtocolException>(() => SftpRequestCodec.Read(new byte[] { 101, 0, 0, 0, 1, 0, 0, 0, 0 }));
        Assert.Throws<SshProtocolException>(() => SftpReplyCodec.Read(new byte[] { 3, 0, 0, 0, 1, 0, 0, 0, 0 }));
        // Attributes of version 4 or later.
        Assert.Throws<SshProtocolException>(() => SftpReplyCodec.Read(new byte[] { 105, 0, 0, 0, 1, 0, 0, 0, 0x10 }));
    }

    [Fact]
    public void Versions_read_back()
    {
        var buffer = new SftpPacketBuffer();
        SftpVersionCodec.Write(buffer, SftpMessage.Version, new SftpVersion(3, SftpExtensions.All));
        var packet = buffer.Packet[4..];
        var version = SftpVersionCodec.Read(packet, SftpMessage.Version);
        Assert.Equal(3u, version.Version);
        Assert.Equal(SftpExtensions.All.Select(pair => pair.Name), version.Extensions.Select(pair => pair.Name));
        Assert.Throws<SshProtocolException>(() => SftpVersionCodec.Read(packet, SftpMessage.Init));
        Assert.Throws<SshProtocolException>(() => SftpVersionCodec.Read(packet[..^1], SftpMessage.Version));
        Assert.Throws<SshProtocolException>(() => SftpVersionCodec.Read(default, SftpMessage.Init));
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Transport.Ciphers;

public sealed class CipherSuiteTests
{
    // Numbers around both ends of the range, because the sequence number wraps (RFC 4253 §6.4).
    private const uint FirstSequence = uint.MaxValue - 1;

    public static TheoryData<string, string> Suites
    {
        get
        {
            var suites = new TheoryData<string, string>();
            foreach (var cipher in CipherSuites.Ciphers)
            {
                foreach (var mac in CipherSuites.Macs)
                {
                    suites.Add(cipher, mac);
                }
            }

            return suites;
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Opens_what_it_sealed_for_payloads_of_1_to_128_bytes(string cipher, string mac)
    {
        var (sealer, opener) = Create(cipher, mac);
        using (sealer)
        using (opener)
        {
            Assert.Equal(sealer.TagSize, opener.TagSize);
            Assert.Equal(sealer.BlockSize, opener.BlockSize);
            Assert.Equal(sealer.LengthIsSealed, opener.LengthIsSealed);
            for (var size = 1; size <= 128; size++)
            {
                AssertRoundTrip(sealer, opener, unchecked(FirstSequence + (uint)size), Frame(sealer, size));
            }

            AssertRoundTrip(sealer, opener, unchecked(FirstSequence + 129), Frame(sealer, 32 * 1024));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Refuses_a_packet_with_any_bit_flipped(string cipher, string mac)
    {
        var (sealer, spare) = Create(cipher, mac);
        using (sealer)
        using (spare)
        {
            var packet = Frame(sealer, 20);
            var tag = new byte[sealer.TagSize];
            var (sizes, keys) = KeysOf(cipher, mac);
            sealer.Seal(7, packet, tag);
            for (var bit = 0; bit < 8 * (packet.Length + tag.Length); bit++)
            {
                var received = packet.ToArray();
                var receivedTag = tag.ToArray();
                var index = bit / 8;
                if (index < received.Length)
                {
                    received[index] ^= (byte)(1 << (bit % 8));
                }
                else
                {
                    receivedTag[index - received.Length] ^= (byte)(1 << (bit % 8));
                }

                using var opener = CreateOpener(cipher, mac, sizes, keys);
                opener.ReadLength(7, received.AsSpan(0, opener.PrefixSize));
                Assert.False(opener.Open(7, received, receivedTag));
            }

            using var last = CreateOpener(cipher, mac, sizes, keys);
            Assert.True(last.Open(7, packet, tag));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Refuses_a_packet_that_is_replayed(string cipher, string mac)
    {
        var (sealer, opener) = Create(cipher, mac);
        using (sealer)
        using (opener)
        {
            var packet = Frame(sealer, 20);
            var tag = new byte[sealer.TagSize];
            sealer.Seal(7, packet, tag);
            Assert.True(opener.Open(7, packet.ToArray(), tag));
            Assert.False(opener.Open(8, packet.ToArray(), tag));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Refuses_packets_and_tags_that_are_too_short(string cipher, string mac)
    {
        var (sealer, opener) = Create(cipher, mac);
        using (sealer)
        using (opener)
        {
            Assert.False(opener.Open(0, [], new byte[opener.TagSize]));
            Assert.False(opener.Open(0, new byte[3], new byte[opener.TagSize]));
            Assert.False(opener.Open(0, new byte[36], []));
            Assert.False(opener.Open(0, new byte[36], new byte[opener.TagSize - 1]));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Reading_the_length_leaves_the_prefix_as_it_is(string cipher, string mac)
    {
        var (sealer, opener) = Create(cipher, mac);
        using (sealer)
        using (opener)
        {
            var packet = Frame(sealer, 40);
            var tag = new byte[sealer.TagSize];
            var length = packet.Length - 4;
            sealer.Seal(1, packet, tag);
            var received = packet.ToArray();
            Assert.Equal((uint)length, opener.ReadLength(1, received.AsSpan(0, opener.PrefixSize)));
            Assert.Equal(packet, received);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Allocates_nothing_per_packet(string cipher, string mac)
    {
        var (sealer, opener) = Create(cipher, mac);
        using (sealer)
        using (opener)
        {
            var packet = Frame(sealer, 1000);
            var tag = new byte[sealer.TagSize];
            Pass(100);

            // The runtime itself allocates on this thread now and then, when it compiles a method anew for instance. What
            // the packets cost, they cost in every round.
            Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Measure()));

            long Measure()
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Pass(100);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }

            void Pass(int count)
            {
                for (var i = 0; i < count; i++)
                {
                    sealer.Seal(3, packet, tag);
                    opener.ReadLength(3, packet.AsSpan(0, opener.PrefixSize));
                    opener.Open(3, packet, tag);
                }
            }
        }
    }

    // Computed with an independent implementation of PROTOCOL.chacha20poly1305 that gives RFC 8439's vectors.
    [Fact]
    public void ChaCha20_poly1305_seals_a_known_packet()
    {
        var key = Enumerable.Range(0, 64).Select(i => (byte)i).ToArray();
        var packet = Hex.Decode(
            "00000050066465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f" +
            "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a500000000000000000000000000");
        var tag = new byte[16];
        using var sealer = CipherSuites.CreateSealer("chacha20-poly1305@openssh.com", "", key, [], []);
        sealer.Seal(0x01020304, packet, tag);
        Assert.Equal(
            "bc79802b90a679d4bc794fc3bf014992c7302b06725961a144c114a4f60e31d45edaae5ae359a5c7a2f870cb498ea615" +
            "f4784f9d1ddb2e935cd597f173dea29a5d18ea8ff95b30379cb9c5faefdf327c78c9c052",
            Convert.ToHexStringLower(packet));
        Assert.Equal("51267c997ed1a7b304fd005c62ea5cfd", Convert.ToHexStringLower(tag));
    }

    // RFC 5647 §7.1: the invocation counter is the last eight bytes and counts modulo 2^64.
    [Fact]
    public void Gcm_counts_packets_in_the_last_eight_bytes_of_the_nonce()
    {
        var key = RandomNumberGenerator.GetBytes(16);
        var iv = Hex.Decode("0a0b0c0d ffffffffffffffff");
        using var sealer = CipherSuites.CreateSealer("aes128-gcm@openssh.com", "", key, iv, []);
        using var cipher = new AesGcm(key, 16);
        foreach (var counter in new[] { "ffffffffffffffff", "0000000000000000", "0000000000000001" })
        {
            var packet = Frame(sealer, 10);
            var expected = packet.ToArray();
            var expectedTag = new byte[16];
            cipher.Encrypt(
                Hex.Decode("0a0b0c0d" + counter),
                expected.AsSpan(4),
                expected.AsSpan(4),
                expectedTag,
                expected.AsSpan(0, 4));

            var tag = new byte[16];
            sealer.Seal(0, packet, tag);
            Assert.Equal(expected, packet);
            Assert.Equal(expectedTag, tag);
        }
    }

    [Fact]
    public void Ctr_with_a_mac_over_the_plaintext_leaves_no_unverified_bytes_behind()
    {
        var (sealer, opener) = Create("aes128-ctr", "hmac-sha2-256");
        using (sealer)
        using (opener)
        {
            var packet = Frame(sealer, 40);
            var tag = new byte[sealer.TagSize];
            sealer.Seal(1, packet, tag);
            tag[0] ^= 1;
            Assert.False(opener.Open(1, packet, tag));
            Assert.Equal(new byte[packet.Length], packet);
        }
    }

    [Fact]
    public void Plain_packets_pass_as_they_are()
    {
        using var sealer = new PlainSealer();
        using var opener = new PlainOpener();
        var packet = Frame(sealer, 10);
        var sent = packet.ToArray();
        sealer.Seal(0, sent, []);
        Assert.Equal(packet, sent);
        Assert.Equal((uint)packet.Length - 4, opener.ReadLength(0, sent.AsSpan(0, opener.PrefixSize)));
        Assert.True(opener.Open(0, sent, []));
    }

    [Fact]
    public void Refuses_algorithms_it_does_not_have_and_key_material_of_another_size()
    {
        Assert.Throws<ArgumentException>(() => CipherSuites.IsAead("none"));
        Assert.Throws<ArgumentException>(() => CipherSuites.Sizes("aes128-cbc", "hmac-sha2-256"));
        Assert.Throws<ArgumentException>(() => CipherSuites.Sizes("aes128-ctr", "hmac-md5"));
        Assert.Throws<ArgumentException>(
            () => CipherSuites.CreateSealer("aes256-ctr", "hmac-sha2-256", new byte[16], new byte[16], new byte[32]));
        Assert.Throws<ArgumentException>(
            () => CipherSuites.CreateOpener("aes128-gcm@openssh.com", "", new byte[16], new byte[16], []));
    }

    private static void AssertRoundTrip(PacketSealer sealer, PacketOpener opener, uint sequence, byte[] plain)
    {
        var packet = plain.ToArray();
        var tag = new byte[sealer.TagSize];
        sealer.Seal(sequence, packet, tag);
        Assert.NotEqual(plain, packet);
        Assert.Equal((uint)plain.Length - 4, opener.ReadLength(sequence, packet.AsSpan(0, opener.PrefixSize)));
        Assert.True(opener.Open(sequence, packet, tag));
        Assert.Equal(plain, packet);
    }

    private static byte[] Frame(PacketSealer sealer, int payload)
    {
        var counted = payload + 1 + (sealer.LengthIsSealed ? 4 : 0);
        var padding = sealer.BlockSize - (counted % sealer.BlockSize);
        padding += padding < 4 ? sealer.BlockSize : 0;
        var packet = RandomNumberGenerator.GetBytes(4 + 1 + payload + padding);
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length - 4);
        packet[4] = (byte)padding;
        return packet;
    }

    private static (PacketSealer Sealer, PacketOpener Opener) Create(string cipher, string mac)
    {
        var (sizes, keys) = KeysOf(cipher, mac);
        var sealer = CipherSuites.CreateSealer(
            cipher, mac, keys.AsSpan(0, sizes.Key), keys.AsSpan(64, sizes.Iv), keys.AsSpan(80, sizes.Mac));
        return (sealer, CreateOpener(cipher, mac, sizes, keys));
    }

    private static PacketOpener CreateOpener(
        string cipher, string mac, (int Key, int Iv, int Mac) sizes, byte[] keys) =>
        CipherSuites.CreateOpener(
            cipher, mac, keys.AsSpan(0, sizes.Key), keys.AsSpan(64, sizes.Iv), keys.AsSpan(80, sizes.Mac));

    private static ((int Key, int Iv, int Mac) Sizes, byte[] Keys) KeysOf(string cipher, string mac) =>
        (CipherSuites.Sizes(cipher, mac), Enumerable.Range(1, 144).Select(i => (byte)(i * 7 % 256)).ToArray());
}

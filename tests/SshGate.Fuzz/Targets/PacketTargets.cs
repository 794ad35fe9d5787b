using System.Buffers;
using System.Buffers.Binary;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Fuzz.Targets;

/// <summary>
/// Packets under each kind of cipher (RFC 4253 §6). An input is a list of packet bodies (padding length, payload, padding),
/// which are sealed as they are, good or bad; its last frame says where the link changes bytes. What comes out is compared
/// with what the RFC says about each body.
/// </summary>
internal static class PacketTargets
{
    /// <summary>Enough for every state of a reader; each costs a computation of its cipher.</summary>
    private const int MaxPackets = 32;

    private static readonly SshLimits Limits = new();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Packets("packets-plain", null, ""),
        Packets("packets-chacha", "chacha20-poly1305@openssh.com", ""),
        Packets("packets-gcm", "aes128-gcm@openssh.com", ""),
        Packets("packets-ctr-etm", "aes256-ctr", "hmac-sha2-256-etm@openssh.com"),
        Packets("packets-ctr-mac", "aes128-ctr", "hmac-sha2-512"),
    ];

    private static FuzzTarget Packets(string name, string? cipher, string mac) => new()
    {
        Name = name,
        HasFrames = true,
        ShortPass = 4000,
        MaxLength = 40 * 1024,
        MaxAllocation = 256 * 1024,
        Seeds = () => [Frames.Join(Body(7, 20), Body(3, 300), []), Frames.Join(Body(1, 1), Body(14, 30_000), [0, 4, 1])],
        Run = input => Send(input, cipher, mac),
    };

    private static byte[] Body(int payload, int least)
    {
        // Aligned for every cipher here, length field counted or not, so that mutation starts from what is accepted.
        var padding = 4;
        while ((1 + payload + padding) % 16 != 12 || payload + padding < least)
        {
            padding++;
            if (padding > 250)
            {
                payload += 16;
                padding = 4;
            }
        }

        var body = new byte[1 + payload + padding];
        body[0] = (byte)padding;
        return body;
    }

    private static void Send(byte[] input, string? cipher, string mac)
    {
        var bodies = Frames.Split(input);
        bodies.RemoveRange(0, Math.Max(0, bodies.Count - MaxPackets));
        var changes = bodies.Count > 0 ? bodies[^1] : [];
        var (sealer, opener) = Suite(cipher, mac);
        using (sealer)
        using (var reader = new PacketReader(Limits))
        {
            var stream = new MemoryStream();
            var ends = new List<long>();
            foreach (var body in bodies.SkipLast(1))
            {
                stream.Write(Seal(sealer, (uint)ends.Count, body));
                ends.Add(stream.Length);
            }

            var bytes = stream.ToArray();
            var firstChanged = Change(bytes, changes);
            if (cipher is not null)
            {
                reader.ChangeKeys(opener, resetSequence: true);
            }

            var rest = InTwoSegments(bytes, changes.Length > 0 ? changes[0] * 37 : 0);
            for (var i = 0; reader.TryRead(ref rest, out var payload); i++)
            {
                var body = bodies[i];
                BrokenLawException.Unless(
                    cipher is null || ends[i] <= firstChanged, "A packet was accepted that was changed on the way.");
                BrokenLawException.Unless(
                    firstChanged < ends[i] || (IsLegal(opener, body) && payload.Span.SequenceEqual(body.AsSpan(1, body.Length - 1 - body[0]))),
                    "An illegal packet was accepted, or its payload is another.");
            }
        }
    }

    // RFC 4253 §6: at least four bytes of padding, at least one of payload, whole blocks, not too long.
    private static bool IsLegal(PacketOpener opener, byte[] body) =>
        body.Length >= 6 && body[0] >= 4 && body[0] <= body.Length - 2 && body.Length <= Limits.MaxPacketBeforeLogin
        && (body.Length + (opener.LengthIsSealed ? 4 : 0)) % opener.BlockSize == 0;

    private static byte[] Seal(PacketSealer sealer, uint sequence, byte[] body)
    {
        var packet = new byte[4 + body.Length + sealer.TagSize];
        BinaryPrimitives.WriteInt32BigEndian(packet, body.Length);
        body.CopyTo(packet, 4);
        sealer.Seal(sequence, packet.AsSpan(0, 4 + body.Length), packet.AsSpan(4 + body.Length));
        return packet;
    }

    // Three bytes each: where, and what to turn there. Returns the first place that is another one afterwards.
    private static long Change(byte[] bytes, byte[] changes)
    {
        var before = bytes.ToArray();
        foreach (var change in changes.Chunk(3).Where(change => change.Length == 3 && bytes.Length > 0))
        {
            bytes[BinaryPrimitives.ReadUInt16BigEndian(change) % bytes.Length] ^= change[2];
        }

        var first = bytes.AsSpan().CommonPrefixLength(before);
        return first == bytes.Length ? long.MaxValue : first;
    }

    private static ReadOnlySequence<byte> InTwoSegments(byte[] bytes, int at)
    {
        at = Math.Min(at, bytes.Length);
        var first = new Segment(bytes.AsMemory(0, at), null);
        var second = new Segment(bytes.AsMemory(at), first);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private static (PacketSealer Sealer, PacketOpener Opener) Suite(string? cipher, string mac)
    {
        if (cipher is null)
        {
            return (new PlainSealer(), new PlainOpener());
        }

        var (key, iv, macKey) = CipherSuites.Sizes(cipher, mac);
        return (
            CipherSuites.CreateSealer(cipher, mac, new byte[key], new byte[iv], new byte[macKey]),
            CipherSuites.CreateOpener(cipher, mac, new byte[key], new byte[iv], new byte[macKey]));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(Memory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}

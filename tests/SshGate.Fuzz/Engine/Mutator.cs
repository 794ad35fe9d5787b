using System.Buffers.Binary;
using System.Text;

namespace SshGate.Fuzz.Engine;

/// <summary>
/// Changes inputs. It knows how SSH writes lengths, so that a string can grow, shrink or vanish and the message around it
/// still be read to its end; and it knows lists of messages.
/// </summary>
internal sealed class Mutator(FuzzTarget target, FuzzRandom random)
{
    private static readonly uint[] Numbers =
        [0, 1, 2, 7, 8, 16, 31, 32, 64, 127, 128, 255, 256, 257, 1023, 1024, 4096, 32767, 32768, 35000, 65535, 65536,
            1 << 20, int.MaxValue - 1, int.MaxValue, 0x80000000, 0xfffffffe, uint.MaxValue];

    private readonly byte[][] _words = [.. target.Words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A changed copy of <paramref name="input"/>; <paramref name="other"/> lends parts.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var result = input;
        for (var changes = 1 << random.Below(4); changes > 0; changes--)
        {
            result = target.HasFrames && !random.OneIn(8) ? MutateFrames(result, other) : MutateBytes(result, other);
        }

        return result.Length > target.MaxLength ? result[..target.MaxLength] : result;
    }

    private byte[] MutateFrames(byte[] input, byte[] other)
    {
        var frames = Frames.Split(input);
        var lent = Frames.Split(other);
        var at = random.Below(frames.Count);
        switch (frames.Count == 0 ? 4 : random.Below(8))
        {
            case 0:
                frames.RemoveAt(at);
                break;
            case 1:
                frames.Insert(random.Below(frames.Count), frames[at]);
                break;
            case 2:
                var with = random.Below(frames.Count);
                (frames[at], frames[with]) = (frames[with], frames[at]);
                break;
            case 3 or 4 when lent.Count > 0:
                frames.Insert(random.Below(frames.Count + 1), lent[random.Below(lent.Count)]);
                break;
            case 5 when frames[at].Length > 0:
                // Another message with the same fields.
                frames[at] = [random.Byte(), .. frames[at].AsSpan(1)];
                break;
            default:
                if (frames.Count > 0)
                {
                    frames[at] = MutateBytes(frames[at], lent.Count > 0 ? lent[random.Below(lent.Count)] : other);
                }

                break;
        }

        return Frames.Join(frames);
    }

    private byte[] MutateBytes(byte[] input, byte[] other)
    {
        var at = random.Below(input.Length);
        var length = Math.Min(1 + random.Below(random.OneIn(4) ? 64 : 8), input.Length - at);
        switch (input.Length == 0 ? 4 : random.Below(12))
        {
            case 0:
                return With(input, at, [(byte)(input[at] ^ (1 << random.Below(8)))]);
            case 1:
                return With(input, at, [random.Byte()]);
            case 2:
                return With(input, at, [unchecked((byte)(input[at] + random.Below(35) - 17))]);
            case 3:
                return Splice(input, at, length, []);
            case 4:
                return Splice(input, at, 0, random.Bytes(1 + random.Below(16)));
            case 5:
                return Splice(input, at, 0, input.AsSpan(at, length));
            case 6 when other.Length > 0:
                var from = random.Below(other.Length);
                return Splice(input, at, length, other.AsSpan(from, Math.Min(1 + random.Below(64), other.Length - from)));
            case 7 when input.Length >= 4:
                return With(input, random.Below(input.Length - 3), Number());
            case 8 when _words.Length > 0:
                return Splice(input, at, random.OneIn(2) ? 0 : length, _words[random.Below(_words.Length)]);
            case 9:
                return input[..at];
            default:
                return ChangeString(input, at);
        }
    }

    // Finds something that looks like a string (a length and that many bytes behind it) and changes both in step.
    private byte[] ChangeString(byte[] input, int start)
    {
        for (var at = start; at + 4 <= input.Length; at++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(input.AsSpan(at));
            if (length > (uint)(input.Length - at - 4))
            {
                continue;
            }

            var old = input.AsSpan(at + 4, (int)length);
            byte[] value = random.Below(6) switch
            {
                0 => [],
                1 => [.. old, .. old],
                2 => [.. old, 0],
                3 => random.Bytes(random.Below(64)),
                4 when _words.Length > 0 => _words[random.Below(_words.Length)],
                5 => [.. Enumerable.Repeat(random.OneIn(2) ? (byte)'a' : random.Byte(), random.Below(target.MaxLength / 2))],
                _ => old.IsEmpty ? [random.Byte()] : old[..random.Below(old.Length)].ToArray(),
            };
            var field = new byte[4 + value.Length];
            BinaryPrimitives.WriteInt32BigEndian(field, value.Length);
            value.CopyTo(field, 4);
            return Splice(input, at, 4 + (int)length, field);
        }

        return With(input, start, [random.Byte()]);
    }

    private byte[] Number()
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Numbers[random.Below(Numbers.Length)]);
        return bytes;
    }

    private static byte[] With(byte[] input, int at, ReadOnlySpan<byte> bytes) => Splice(input, at, bytes.Length, bytes);

    private static byte[] Splice(byte[] input, int at, int removed, ReadOnlySpan<byte> inserted) =>
        [.. input.AsSpan(0, at), .. inserted, .. input.AsSpan(at + removed)];
}

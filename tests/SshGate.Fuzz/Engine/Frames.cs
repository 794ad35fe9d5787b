using System.Buffers.Binary;

namespace SshGate.Fuzz.Engine;

/// <summary>A list of messages as one input: of each its length in two bytes, then the message. Any bytes are such a list.</summary>
internal static class Frames
{
    public static List<byte[]> Split(ReadOnlySpan<byte> input)
    {
        var frames = new List<byte[]>();
        while (input.Length > 2)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input), input.Length - 2);
            frames.Add(input.Slice(2, length).ToArray());
            input = input[(2 + length)..];
        }

        return frames;
    }

    public static byte[] Join(params IReadOnlyList<byte[]> frames)
    {
        var input = new byte[frames.Sum(frame => 2 + frame.Length)];
        var rest = input.AsSpan();
        foreach (var frame in frames)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)Math.Min(frame.Length, ushort.MaxValue));
            frame.CopyTo(rest[2..]);
            rest = rest[(2 + frame.Length)..];
        }

        return input;
    }
}

using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz.Targets;

/// <summary>The data types of RFC 4251 §5, and text of peers made harmless.</summary>
internal static class WireTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "wire",
            Words = FuzzTargets.Words,
            Seeds = () =>
            [
                [.. "\u0008\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007"u8, .. SshWriter.ToArray(writer =>
                {
                    writer.WriteByte(1);
                    writer.WriteBoolean(true);
                    writer.WriteUInt32(2);
                    writer.WriteUInt64(3);
                    writer.WriteString("string"u8);
                    writer.WriteText("Text ä");
                    writer.WriteText("name");
                    writer.WriteMpint([0x80, 1]);
                    writer.WriteNameList("a", "b@c");
                })],
            ],
            Run = ReadFields,
        },
        new()
        {
            Name = "peer-text",
            Seeds = () => [Encoding.UTF8.GetBytes("text\r\n\t\u001b[31mä\u202e\ud83d\ude00 \\x41"), [0xff, 0xfe]],
            Run = MakeHarmless,
        },
    ];

    // The first byte counts the fields, and as many bytes say of which type each is.
    private static void ReadFields(byte[] input)
    {
        var count = input.Length == 0 ? 0 : Math.Min(input[0], input.Length - 1);
        var reader = new SshReader(input.AsSpan(Math.Min(1 + count, input.Length)));
        for (var i = 1; i <= count; i++)
        {
            var before = reader.Rest;
            byte[] again = (input[i] % 9) switch
            {
                0 => [reader.ReadByte()],
                1 => reader.ReadBoolean() ? before[..1].ToArray() : [0],
                2 => Write(reader.ReadUInt32(), static (writer, value) => writer.WriteUInt32(value)),
                3 => Write(reader.ReadUInt64(), static (writer, value) => writer.WriteUInt64(value)),
                4 => Write(reader.ReadString().ToArray(), static (writer, value) => writer.WriteString(value)),
                5 => Write(reader.ReadText(256), static (writer, value) => writer.WriteText(value)),
                6 => Write(reader.ReadAscii(64), static (writer, value) => writer.WriteText(value)),
                7 => Write(reader.ReadMpint().ToArray(), static (writer, value) => writer.WriteMpint(value)),
                _ => ReadNames(ref reader),
            };
            BrokenLawException.Unless(
                before[..^reader.Remaining].SequenceEqual(again), "What was read is written as other bytes.");
        }

        reader.End();
    }

    // Empty names are left out, so the list is not written again as it was: but no name is lost, and none is new.
    private static byte[] ReadNames(ref SshReader reader)
    {
        var before = reader.Rest;
        var names = reader.ReadNameList();
        var read = before[..^reader.Remaining].ToArray();
        BrokenLawException.Unless(
            Encoding.UTF8.GetString(read.AsSpan(4)).Split(',', StringSplitOptions.RemoveEmptyEntries).SequenceEqual(names),
            "A name list has other names.");
        return read;
    }

    private static byte[] Write<T>(T value, Action<SshWriter, T> write) => SshWriter.ToArray(writer => write(writer, value));

    private static void MakeHarmless(byte[] input)
    {
        BrokenLawException.Unless(
            PeerText.Escape(input).All(letter => letter is (>= ' ' and <= '~') or '…'), "Escaped text is not printable.");
        var text = PeerText.ForTerminal(Encoding.UTF8.GetString(input));
        BrokenLawException.Unless(
            !text.Any(letter => char.IsControl(letter) && letter is not ('\r' or '\n' or '\t')), "A control character is left.");
    }
}

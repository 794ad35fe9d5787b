using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Wire;

/// <summary>The laws of the codec: round trip, prefix and hostile input.</summary>
public sealed class WireLawTests
{
    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Prop.ForAll<byte[], uint, ulong>((bytes, number, big) =>
        {
            var reader = new SshReader(Encode(bytes, number, big));
            return reader.ReadByte() == 7
                && reader.ReadBoolean()
                && reader.ReadUInt32() == number
                && reader.ReadUInt64() == big
                && reader.ReadString().SequenceEqual(bytes)
                && reader.ReadMpint().SequenceEqual(bytes.AsSpan().TrimStart((byte)0))
                && reader.ReadText(100) == "pässword €"
                && reader.ReadNameList().SequenceEqual(["a", "b@c"])
                && reader.Remaining == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_strict_prefix_is_refused() =>
        Prop.ForAll<byte[], uint, ulong>((bytes, number, big) =>
        {
            var message = Encode(bytes, number, big);
            for (var length = 0; length < message.Length; length++)
            {
                var prefix = message[..length];
                Assert.Throws<SshProtocolException>(() => ReadAll(prefix));
            }

            ReadAll(message);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_give_a_value_or_a_protocol_exception() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            Try(bytes, static (ref SshReader r) => r.ReadString());
            Try(bytes, static (ref SshReader r) => r.ReadMpint());
            Try(bytes, static (ref SshReader r) => r.ReadNameList());
            Try(bytes, static (ref SshReader r) => r.ReadText(64));
            Try(bytes, static (ref SshReader r) => r.ReadAscii(64));
            Try(bytes, static (ref SshReader r) => r.ReadUInt64());
            Try(bytes, static (ref SshReader r) => r.ReadBytes(9));
            var framed = SshWriter.ToArray(w => w.WriteString(bytes));
            Try(framed, static (ref SshReader r) => r.ReadMpint());
            Try(framed, static (ref SshReader r) => r.ReadNameList());
            Try(framed, static (ref SshReader r) => r.ReadText(64));
            Try(framed, static (ref SshReader r) => r.ReadAscii(64));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void An_mpint_that_parses_encodes_to_the_same_bytes() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var framed = SshWriter.ToArray(w => w.WriteString(bytes));
            Try(framed, (ref SshReader r) =>
            {
                var magnitude = r.ReadMpint().ToArray();
                Assert.Equal(framed, SshWriter.ToArray(w => w.WriteMpint(magnitude)));
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private delegate void Read(ref SshReader reader);

    private static void Try(byte[] bytes, Read read)
    {
        try
        {
            var reader = new SshReader(bytes);
            read(ref reader);
        }
        catch (SshProtocolException)
        {
            // One of the two legal answers.
        }
    }

    private static byte[] Encode(byte[] bytes, uint number, ulong big) => SshWriter.ToArray(w =>
    {
        w.WriteByte(7);
        w.WriteBoolean(true);
        w.WriteUInt32(number);
        w.WriteUInt64(big);
        w.WriteString(bytes);
        w.WriteMpint(bytes);
        w.WriteText("pässword €");
        w.WriteNameList("a", "b@c");
    });

    private static void ReadAll(byte[] message)
    {
        var reader = new SshReader(message);
        reader.ReadByte();
        reader.ReadBoolean();
        reader.ReadUInt32();
        reader.ReadUInt64();
        reader.ReadString();
        reader.ReadMpint();
        reader.ReadText(100);
        reader.ReadNameList();
        reader.End();
    }
}

using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz.Targets;

/// <summary>The fields of CHANNEL_REQUEST and CHANNEL_OPEN; an input begins with the type, as in the message.</summary>
internal static class ChannelTargets
{
    private static readonly ChannelRequest[] Requests =
    [
        new PtyRequest("xterm", new TerminalSize(80, 24, 0, 0), new byte[6]), new EnvironmentRequest("LANG", "C.UTF-8"),
        new ExecRequest("id"u8.ToArray()), new ShellRequest(), new SubsystemRequest("sftp"),
        new WindowChangeRequest(new TerminalSize(1, 2, 3, 4)), new SignalRequest("INT"), new BreakRequest(1),
        new X11Request(true, "MIT-MAGIC-COOKIE-1", "00", 1), new UnknownChannelRequest("x@y", new byte[3]),
    ];

    private static readonly ForwardDestination[] Destinations =
        [new ForwardDestination.Tcp("host", 80, "127.0.0.1", 1), new ForwardDestination.StreamLocal("/run/x")];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "channel-request",
            Words = FuzzTargets.Words,
            MaxLength = 40 * 1024,
            Seeds = () => Requests.Select(request => Encode(request.Type, writer => ChannelRequestCodec.Write(writer, request))),
            Run = input =>
            {
                var reader = new SshReader(input);
                var type = reader.ReadAscii(SshReader.MaxNameLength);
                var fields = reader.Rest.ToArray();
                var request = ChannelRequestCodec.Read(type, ref reader);
                var again = SshWriter.ToArray(writer => ChannelRequestCodec.Write(writer, request));

                // A boolean has 255 ways to be true.
                BrokenLawException.Unless(
                    request is X11Request || again.AsSpan().SequenceEqual(fields), "What was read is written as other bytes.");
            },
        },
        new()
        {
            Name = "channel-open",
            Words = FuzzTargets.Words,
            Seeds = () => Destinations
                .Select(to => Encode(ChannelOpenCodec.TypeOf(to), writer => ChannelOpenCodec.Write(writer, to)))
                .Append(Encode("session", _ => { })),
            Run = input =>
            {
                var reader = new SshReader(input);
                var request = ChannelOpenCodec.Read(reader.ReadAscii(SshReader.MaxNameLength), reader.Rest);
                if (request.Destination is { } destination)
                {
                    _ = Encoding.UTF8.GetBytes(destination.ToString());
                }
            },
        },
    ];

    private static byte[] Encode(string type, Action<SshWriter> write) => SshWriter.ToArray(writer =>
    {
        writer.WriteText(type);
        write(writer);
    });
}

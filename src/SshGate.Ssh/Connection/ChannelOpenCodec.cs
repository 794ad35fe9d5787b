using SshGate.Ssh.Server;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>The type-specific fields of CHANNEL_OPEN (RFC 4254 §5.1).</summary>
internal static class ChannelOpenCodec
{
    private const string DirectTcp = "direct-tcpip";

    private const string DirectStreamLocal = "direct-streamlocal@openssh.com";

    /// <summary>A DNS name has at most 253 characters.</summary>
    private const int MaxHost = 256;

    /// <summary>More than sun_path holds.</summary>
    private const int MaxPath = 1024;

    public static ChannelOpenRequest Read(string type, ReadOnlySpan<byte> fields) =>
        new(type, fields.ToArray(), ReadDestination(type, fields));

    /// <summary>The type of a channel that leads there.</summary>
    public static string TypeOf(ForwardDestination destination) => destination switch
    {
        ForwardDestination.Tcp => DirectTcp,
        ForwardDestination.StreamLocal => DirectStreamLocal,
        _ => throw new ArgumentException("not a destination", nameof(destination)),
    };

    /// <summary>The fields of a channel that leads there.</summary>
    public static void Write(SshWriter writer, ForwardDestination destination)
    {
        switch (destination)
        {
            case ForwardDestination.Tcp tcp:
                writer.WriteText(tcp.Host);
                writer.WriteUInt32(tcp.Port);
                writer.WriteText(tcp.OriginHost);
                writer.WriteUInt32(tcp.OriginPort);
                break;
            case ForwardDestination.StreamLocal local:
                // string path, string reserved, uint32 reserved.
                writer.WriteText(local.Path);
                writer.WriteText("");
                writer.WriteUInt32(0);
                break;
        }
    }

    private static ForwardDestination? ReadDestination(string type, ReadOnlySpan<byte> fields)
    {
        var reader = new SshReader(fields);
        return type switch
        {
            DirectTcp => new ForwardDestination.Tcp(
                reader.ReadText(MaxHost), reader.ReadUInt32(), reader.ReadText(MaxHost), reader.ReadUInt32()),
            DirectStreamLocal => new ForwardDestination.StreamLocal(reader.ReadText(MaxPath)),
            _ => null,
        };
    }
}

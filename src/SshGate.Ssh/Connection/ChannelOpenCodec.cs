using SshGate.Ssh.Server;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>The type-specific fields of CHANNEL_OPEN (RFC 4254 §5.1).</summary>
internal static class ChannelOpenCodec
{
    /// <summary>A DNS name has at most 253 characters.</summary>
    private const int MaxHost = 256;

    /// <summary>More than sun_path holds.</summary>
    private const int MaxPath = 1024;

    public static ChannelOpenRequest Read(string type, ReadOnlySpan<byte> fields) =>
        new(type, fields.ToArray(), ReadDestination(type, fields));

    private static ForwardDestination? ReadDestination(string type, ReadOnlySpan<byte> fields)
    {
        var reader = new SshReader(fields);
        return type switch
        {
            "direct-tcpip" => new ForwardDestination.Tcp(
                reader.ReadText(MaxHost), reader.ReadUInt32(), reader.ReadText(MaxHost), reader.ReadUInt32()),
            "direct-streamlocal@openssh.com" => new ForwardDestination.StreamLocal(reader.ReadText(MaxPath)),
            _ => null,
        };
    }
}

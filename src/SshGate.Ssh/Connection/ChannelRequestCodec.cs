using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>The type-specific fields of CHANNEL_REQUEST (RFC 4254 §6), behind want_reply.</summary>
internal static class ChannelRequestCodec
{
    /// <summary>Four times the longest TERM in the terminfo database.</summary>
    private const int MaxTerm = 256;

    /// <summary>A mode takes 5 bytes and has a number below 160.</summary>
    private const int MaxModes = 1024;

    /// <summary>Names of variables, signals, subsystems and authentication protocols.</summary>
    private const int MaxName = 256;

    /// <summary>Long enough for LS_COLORS and PATH as they are found.</summary>
    private const int MaxValue = 32 * 1024;

    /// <summary>Reads the fields; copies what the record keeps.</summary>
    public static ChannelRequest Read(string type, ref SshReader reader)
    {
        ChannelRequest request = type switch
        {
            "pty-req" => new PtyRequest(reader.ReadText(MaxTerm), ReadSize(ref reader), ReadCapped(ref reader, MaxModes)),
            "env" => new EnvironmentRequest(reader.ReadText(MaxName), reader.ReadText(MaxValue)),
            "exec" => new ExecRequest(reader.ReadString().ToArray()),
            "shell" => new ShellRequest(),
            "subsystem" => new SubsystemRequest(reader.ReadText(MaxName)),
            "window-change" => new WindowChangeRequest(ReadSize(ref reader)),
            "signal" => new SignalRequest(reader.ReadAscii(MaxName)),
            "break" => new BreakRequest(reader.ReadUInt32()),
            "auth-agent-req@openssh.com" => new AgentForwardRequest(),
            "x11-req" => new X11Request(
                reader.ReadBoolean(), reader.ReadAscii(MaxName), reader.ReadAscii(MaxName), reader.ReadUInt32()),
            _ => new UnknownChannelRequest(type, reader.ReadBytes(reader.Remaining).ToArray()),
        };
        reader.End();
        return request;
    }

    public static void Write(SshWriter writer, ChannelRequest request)
    {
        switch (request)
        {
            case PtyRequest pty:
                writer.WriteText(pty.Term);
                WriteSize(writer, pty.Size);
                writer.WriteString(pty.Modes.Span);
                break;
            case EnvironmentRequest environment:
                writer.WriteText(environment.Name);
                writer.WriteText(environment.Value);
                break;
            case ExecRequest exec:
                writer.WriteString(exec.Command.Span);
                break;
            case SubsystemRequest subsystem:
                writer.WriteText(subsystem.Name);
                break;
            case WindowChangeRequest change:
                WriteSize(writer, change.Size);
                break;
            case SignalRequest signal:
                writer.WriteText(signal.Name);
                break;
            case BreakRequest pause:
                writer.WriteUInt32(pause.Milliseconds);
                break;
            case X11Request x11:
                writer.WriteBoolean(x11.SingleConnection);
                writer.WriteText(x11.Protocol);
                writer.WriteText(x11.Cookie);
                writer.WriteUInt32(x11.Screen);
                break;
            case UnknownChannelRequest unknown:
                writer.WriteBytes(unknown.Payload.Span);
                break;
        }
    }

    private static TerminalSize ReadSize(ref SshReader reader) =>
        new(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());

    private static byte[] ReadCapped(ref SshReader reader, int maxBytes)
    {
        var bytes = reader.ReadString();
        return bytes.Length <= maxBytes
            ? bytes.ToArray()
            : throw new SshProtocolException(DisconnectReason.ProtocolError, "A field of a channel request is too long.");
    }

    private static void WriteSize(SshWriter writer, TerminalSize size)
    {
        writer.WriteUInt32(size.Columns);
        writer.WriteUInt32(size.Rows);
        writer.WriteUInt32(size.PixelWidth);
        writer.WriteUInt32(size.PixelHeight);
    }
}

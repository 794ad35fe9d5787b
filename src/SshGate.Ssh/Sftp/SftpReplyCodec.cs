using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Sftp;

/// <summary>Reads and writes answers; what reads writes back as the same bytes, all else throws <see cref="SshProtocolException"/>.</summary>
public static class SftpReplyCodec
{
    /// <summary>Reads one packet without its length; the result points into it.</summary>
    public static SftpReply Read(ReadOnlyMemory<byte> packet)
    {
        var reader = new SshReader(packet.Span);
        var type = (SftpMessage)reader.ReadByte();
        var id = reader.ReadUInt32();
        SftpReply reply = type switch
        {
            SftpMessage.Status => Status(id, ref reader),
            SftpMessage.Handle => new SftpReply.Handle(id, SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxHandle, "handle")),
            SftpMessage.Data => new SftpReply.Data(id, SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxPacket, "piece of data")),
            SftpMessage.Name => Names(id, ref reader, packet),
            SftpMessage.Attributes => new SftpReply.Attributes(id, SftpFields.ReadAttributes(ref reader, packet)),
            SftpMessage.ExtendedReply => Extended(id, ref reader, packet),
            _ => throw SftpFields.Malformed("A file transfer answer has an unknown type."),
        };
        reader.End();
        return reply;
    }

    /// <summary>Writes one packet with its length.</summary>
    public static void Write(SftpPacketBuffer buffer, SftpReply reply)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(reply);
        buffer.Begin();
        var writer = new SshWriter(buffer);
        switch (reply)
        {
            case SftpReply.Status status:
                WriteHead(writer, SftpMessage.Status, status.Id);
                writer.WriteUInt32((uint)status.Code);
                if (status.Text is not null)
                {
                    writer.WriteText(status.Text);
                }

                if (status.Text is not null && status.Language is not null)
                {
                    writer.WriteText(status.Language);
                }

                break;
            case SftpReply.Handle handle:
                WriteHead(writer, SftpMessage.Handle, handle.Id);
                writer.WriteString(handle.Value.Span);
                break;
            case SftpReply.Data data:
                WriteHead(writer, SftpMessage.Data, data.Id);
                writer.WriteString(data.Bytes.Span);
                break;
            case SftpReply.Name names:
                WriteHead(writer, SftpMessage.Name, names.Id);
                writer.WriteUInt32((uint)names.Names.Count);
                foreach (var name in names.Names)
                {
                    writer.WriteString(name.Name.Span);
                    writer.WriteString(name.Line.Span);
                    SftpFields.WriteAttributes(writer, name.Attributes);
                }

                break;
            case SftpReply.Attributes attributes:
                WriteHead(writer, SftpMessage.Attributes, attributes.Id);
                SftpFields.WriteAttributes(writer, attributes.Value);
                break;
            case SftpReply.Extended extended:
                WriteHead(writer, SftpMessage.ExtendedReply, extended.Id);
                writer.WriteBytes(extended.Body.Span);
                break;
            default:
                throw new ArgumentException("an answer of an unknown kind", nameof(reply));
        }

        buffer.End();
    }

    private static SftpReply.Status Status(uint id, ref SshReader reader)
    {
        var code = (SftpStatus)reader.ReadUInt32();
        var text = reader.Remaining > 0 ? reader.ReadText(SftpLimits.MaxStatusText) : null;
        return new SftpReply.Status(id, code, text, text is not null && reader.Remaining > 0 ? reader.ReadText(SftpLimits.MaxStatusText) : null);
    }

    private static SftpReply.Name Names(uint id, ref SshReader reader, ReadOnlyMemory<byte> packet)
    {
        var count = reader.ReadUInt32();
        // An entry takes at least 12 bytes: two lengths and the flags.
        if (count > (uint)reader.Remaining / 12)
        {
            throw SftpFields.Malformed("An answer has fewer names than it says.");
        }

        var names = new List<SftpName>((int)count);
        for (var i = 0; i < count; i++)
        {
            names.Add(new SftpName(
                SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxPath, "name"),
                SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxLongName, "line of a listing"),
                SftpFields.ReadAttributes(ref reader, packet)));
        }

        return new SftpReply.Name(id, names);
    }

    private static SftpReply.Extended Extended(uint id, ref SshReader reader, ReadOnlyMemory<byte> packet)
    {
        var data = packet[(packet.Length - reader.Remaining)..];
        reader.ReadBytes(data.Length);
        return new SftpReply.Extended(id, data);
    }

    private static void WriteHead(SshWriter writer, SftpMessage type, uint id)
    {
        writer.WriteByte((byte)type);
        writer.WriteUInt32(id);
    }
}

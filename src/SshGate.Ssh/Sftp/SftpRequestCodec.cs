using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Sftp;

/// <summary>Reads and writes requests; what reads writes back as the same bytes, all else throws <see cref="SshProtocolException"/>.</summary>
public static class SftpRequestCodec
{
    private const SftpOpenMode KnownFlags = SftpOpenMode.Read | SftpOpenMode.Write | SftpOpenMode.Append | SftpOpenMode.Create
        | SftpOpenMode.Truncate | SftpOpenMode.Exclusive;

    /// <summary>Reads one packet without its length; the result points into it.</summary>
    public static SftpRequest Read(ReadOnlyMemory<byte> packet)
    {
        var reader = new SshReader(packet.Span);
        var type = (SftpMessage)reader.ReadByte();
        var id = reader.ReadUInt32();
        SftpRequest request = type switch
        {
            SftpMessage.Open => new SftpRequest.Open(id, Path(ref reader, packet), Flags(ref reader), SftpFields.ReadAttributes(ref reader, packet)),
            SftpMessage.Close => new SftpRequest.Close(id, Handle(ref reader, packet)),
            SftpMessage.Read => new SftpRequest.Read(id, Handle(ref reader, packet), reader.ReadUInt64(), reader.ReadUInt32()),
            SftpMessage.Write => new SftpRequest.Write(
                id, Handle(ref reader, packet), reader.ReadUInt64(), SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxPacket, "piece of data")),
            SftpMessage.Lstat => new SftpRequest.Lstat(id, Path(ref reader, packet)),
            SftpMessage.Fstat => new SftpRequest.Fstat(id, Handle(ref reader, packet)),
            SftpMessage.SetStat => new SftpRequest.SetStat(id, Path(ref reader, packet), SftpFields.ReadAttributes(ref reader, packet)),
            SftpMessage.FsetStat => new SftpRequest.FsetStat(id, Handle(ref reader, packet), SftpFields.ReadAttributes(ref reader, packet)),
            SftpMessage.OpenDirectory => new SftpRequest.OpenDirectory(id, Path(ref reader, packet)),
            SftpMessage.ReadDirectory => new SftpRequest.ReadDirectory(id, Handle(ref reader, packet)),
            SftpMessage.Remove => new SftpRequest.Remove(id, Path(ref reader, packet)),
            SftpMessage.MakeDirectory => new SftpRequest.MakeDirectory(id, Path(ref reader, packet), SftpFields.ReadAttributes(ref reader, packet)),
            SftpMessage.RemoveDirectory => new SftpRequest.RemoveDirectory(id, Path(ref reader, packet)),
            SftpMessage.RealPath => new SftpRequest.RealPath(id, Path(ref reader, packet)),
            SftpMessage.Stat => new SftpRequest.Stat(id, Path(ref reader, packet)),
            SftpMessage.Rename => new SftpRequest.Rename(id, Path(ref reader, packet), Path(ref reader, packet)),
            SftpMessage.ReadLink => new SftpRequest.ReadLink(id, Path(ref reader, packet)),
            SftpMessage.SymbolicLink => new SftpRequest.SymbolicLink(id, Path(ref reader, packet), Path(ref reader, packet)),
            SftpMessage.Extended => Extended(id, ref reader, packet),
            _ => throw SftpFields.Malformed("A file transfer request has an unknown type."),
        };
        reader.End();
        return request;
    }

    /// <summary>Writes one packet with its length.</summary>
    public static void Write(SftpPacketBuffer buffer, SftpRequest request)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(request);
        buffer.Begin();
        var writer = new SshWriter(buffer);
        switch (request)
        {
            case SftpRequest.Open open:
                WriteHead(writer, SftpMessage.Open, open.Id, open.Path);
                writer.WriteUInt32((uint)open.Flags);
                SftpFields.WriteAttributes(writer, open.Attributes);
                break;
            case SftpRequest.Close close:
                WriteHead(writer, SftpMessage.Close, close.Id, close.Handle);
                break;
            case SftpRequest.Read read:
                WriteHead(writer, SftpMessage.Read, read.Id, read.Handle);
                writer.WriteUInt64(read.Offset);
                writer.WriteUInt32(read.Length);
                break;
            case SftpRequest.Write write:
                WriteHead(writer, SftpMessage.Write, write.Id, write.Handle);
                writer.WriteUInt64(write.Offset);
                writer.WriteString(write.Data.Span);
                break;
            case SftpRequest.Lstat lstat:
                WriteHead(writer, SftpMessage.Lstat, lstat.Id, lstat.Path);
                break;
            case SftpRequest.Fstat fstat:
                WriteHead(writer, SftpMessage.Fstat, fstat.Id, fstat.Handle);
                break;
            case SftpRequest.SetStat set:
                WriteHead(writer, SftpMessage.SetStat, set.Id, set.Path);
                SftpFields.WriteAttributes(writer, set.Attributes);
                break;
            case SftpRequest.FsetStat set:
                WriteHead(writer, SftpMessage.FsetStat, set.Id, set.Handle);
                SftpFields.WriteAttributes(writer, set.Attributes);
                break;
            case SftpRequest.OpenDirectory open:
                WriteHead(writer, SftpMessage.OpenDirectory, open.Id, open.Path);
                break;
            case SftpRequest.ReadDirectory read:
                WriteHead(writer, SftpMessage.ReadDirectory, read.Id, read.Handle);
                break;
            case SftpRequest.Remove remove:
                WriteHead(writer, SftpMessage.Remove, remove.Id, remove.Path);
                break;
            case SftpRequest.MakeDirectory make:
                WriteHead(writer, SftpMessage.MakeDirectory, make.Id, make.Path);
                SftpFields.WriteAttributes(writer, make.Attributes);
                break;
            case SftpRequest.RemoveDirectory remove:
                WriteHead(writer, SftpMessage.RemoveDirectory, remove.Id, remove.Path);
                break;
            case SftpRequest.RealPath real:
                WriteHead(writer, SftpMessage.RealPath, real.Id, real.Path);
                break;
            case SftpRequest.Stat stat:
                WriteHead(writer, SftpMessage.Stat, stat.Id, stat.Path);
                break;
            case SftpRequest.Rename rename:
                WriteHead(writer, SftpMessage.Rename, rename.Id, rename.From);
                writer.WriteString(rename.To.Span);
                break;
            case SftpRequest.ReadLink link:
                WriteHead(writer, SftpMessage.ReadLink, link.Id, link.Path);
                break;
            case SftpRequest.SymbolicLink link:
                WriteHead(writer, SftpMessage.SymbolicLink, link.Id, link.LeadsTo);
                writer.WriteString(link.Link.Span);
                break;
            default:
                WriteExtended(writer, request);
                break;
        }

        buffer.End();
    }

    private static void WriteExtended(SshWriter writer, SftpRequest request)
    {
        switch (request)
        {
            case SftpRequest.PosixRename rename:
                WriteExtension(writer, request.Id, SftpExtensions.PosixRename, rename.From, rename.To);
                break;
            case SftpRequest.HardLink link:
                WriteExtension(writer, request.Id, SftpExtensions.HardLink, link.From, link.To);
                break;
            case SftpRequest.StatVfs stat:
                WriteExtension(writer, request.Id, SftpExtensions.StatVfs, stat.Path);
                break;
            case SftpRequest.FstatVfs stat:
                WriteExtension(writer, request.Id, SftpExtensions.FstatVfs, stat.Handle);
                break;
            case SftpRequest.Fsync fsync:
                WriteExtension(writer, request.Id, SftpExtensions.Fsync, fsync.Handle);
                break;
            case SftpRequest.LsetStat set:
                WriteExtension(writer, request.Id, SftpExtensions.LsetStat, set.Path);
                SftpFields.WriteAttributes(writer, set.Attributes);
                break;
            case SftpRequest.Limits:
                WriteExtension(writer, request.Id, SftpExtensions.Limits);
                break;
            case SftpRequest.ExpandPath expand:
                WriteExtension(writer, request.Id, SftpExtensions.ExpandPath, expand.Path);
                break;
            case SftpRequest.CopyData copy:
                WriteExtension(writer, request.Id, SftpExtensions.CopyData, copy.From);
                writer.WriteUInt64(copy.FromOffset);
                writer.WriteUInt64(copy.Length);
                writer.WriteString(copy.To.Span);
                writer.WriteUInt64(copy.ToOffset);
                break;
            case SftpRequest.HomeDirectory home:
                WriteExtension(writer, request.Id, SftpExtensions.HomeDirectory, home.User);
                break;
            case SftpRequest.UsersGroups names:
                WriteExtension(writer, request.Id, SftpExtensions.UsersGroups, names.Users, names.Groups);
                break;
            case SftpRequest.UnknownExtension unknown:
                WriteExtension(writer, request.Id, unknown.Name);
                writer.WriteBytes(unknown.Data.Span);
                break;
            default:
                throw new ArgumentException("a request of an unknown kind", nameof(request));
        }
    }

    private static SftpRequest Extended(uint id, ref SshReader reader, ReadOnlyMemory<byte> packet)
    {
        var name = reader.ReadAscii(SftpLimits.MaxExtensionName);
        switch (name)
        {
            case SftpExtensions.PosixRename:
                return new SftpRequest.PosixRename(id, Path(ref reader, packet), Path(ref reader, packet));
            case SftpExtensions.HardLink:
                return new SftpRequest.HardLink(id, Path(ref reader, packet), Path(ref reader, packet));
            case SftpExtensions.StatVfs:
                return new SftpRequest.StatVfs(id, Path(ref reader, packet));
            case SftpExtensions.FstatVfs:
                return new SftpRequest.FstatVfs(id, Handle(ref reader, packet));
            case SftpExtensions.Fsync:
                return new SftpRequest.Fsync(id, Handle(ref reader, packet));
            case SftpExtensions.LsetStat:
                return new SftpRequest.LsetStat(id, Path(ref reader, packet), SftpFields.ReadAttributes(ref reader, packet));
            case SftpExtensions.Limits:
                return new SftpRequest.Limits(id);
            case SftpExtensions.ExpandPath:
                return new SftpRequest.ExpandPath(id, Path(ref reader, packet));
            case SftpExtensions.CopyData:
                return new SftpRequest.CopyData(
                    id, Handle(ref reader, packet), reader.ReadUInt64(), reader.ReadUInt64(), Handle(ref reader, packet), reader.ReadUInt64());
            case SftpExtensions.HomeDirectory:
                return new SftpRequest.HomeDirectory(id, Path(ref reader, packet));
            case SftpExtensions.UsersGroups:
                return new SftpRequest.UsersGroups(id, Numbers(ref reader, packet), Numbers(ref reader, packet));
            default:
                var data = packet[(packet.Length - reader.Remaining)..];
                reader.ReadBytes(data.Length);
                return new SftpRequest.UnknownExtension(id, name, data);
        }
    }

    private static ReadOnlyMemory<byte> Path(ref SshReader reader, ReadOnlyMemory<byte> packet)
    {
        var path = SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxPath, "path");
        return path.Span.Contains((byte)0) ? throw SftpFields.Malformed("A path holds a NUL byte.") : path;
    }

    private static ReadOnlyMemory<byte> Handle(ref SshReader reader, ReadOnlyMemory<byte> packet) =>
        SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxHandle, "handle");

    private static ReadOnlyMemory<byte> Numbers(ref SshReader reader, ReadOnlyMemory<byte> packet)
    {
        var numbers = SftpFields.ReadSlice(ref reader, packet, SftpLimits.MaxPacket, "list of numbers");
        return numbers.Length % sizeof(uint) == 0 ? numbers : throw SftpFields.Malformed("A list of numbers is cut.");
    }

    private static SftpOpenMode Flags(ref SshReader reader)
    {
        var flags = (SftpOpenMode)reader.ReadUInt32();
        return (flags & ~KnownFlags) == 0 ? flags : throw SftpFields.Malformed("A file is opened with an unknown flag.");
    }

    private static void WriteHead(SshWriter writer, SftpMessage type, uint id, ReadOnlyMemory<byte> first)
    {
        writer.WriteByte((byte)type);
        writer.WriteUInt32(id);
        writer.WriteString(first.Span);
    }

    private static void WriteExtension(SshWriter writer, uint id, string name, params ReadOnlySpan<ReadOnlyMemory<byte>> fields)
    {
        writer.WriteByte((byte)SftpMessage.Extended);
        writer.WriteUInt32(id);
        writer.WriteText(name);
        foreach (var field in fields)
        {
            writer.WriteString(field.Span);
        }
    }
}

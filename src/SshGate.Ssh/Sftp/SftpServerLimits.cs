using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Sftp;

/// <summary>The answer of limits@openssh.com (OpenSSH's PROTOCOL §4.8); 0 means no limit that the server tells.</summary>
public sealed record SftpServerLimits(ulong Packet, ulong Read, ulong Write, ulong Handles)
{
    /// <summary>Reads the body of the answer.</summary>
    public static SftpServerLimits Parse(ReadOnlyMemory<byte> body)
    {
        var reader = new SshReader(body.Span);
        var limits = new SftpServerLimits(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
        reader.End();
        return limits;
    }

    /// <summary>The smaller of each.</summary>
    public SftpServerLimits AtMost(SftpServerLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SftpServerLimits(
            Least(Packet, other.Packet), Least(Read, other.Read), Least(Write, other.Write), Least(Handles, other.Handles));
    }

    /// <summary>The body of an answer.</summary>
    public byte[] ToBytes()
    {
        var limits = this;
        return SshWriter.ToArray(writer =>
        {
            writer.WriteUInt64(limits.Packet);
            writer.WriteUInt64(limits.Read);
            writer.WriteUInt64(limits.Write);
            writer.WriteUInt64(limits.Handles);
        });
    }

    private static ulong Least(ulong one, ulong other) => one == 0 ? other : other == 0 ? one : Math.Min(one, other);
}

using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Sftp;

/// <summary>INIT and VERSION (draft-ietf-secsh-filexfer-02 §4): byte type, uint32 version, pairs of strings to the end.</summary>
public static class SftpVersionCodec
{
    /// <summary>Reads the first packet of one side.</summary>
    /// <param name="packet">A whole packet without its length.</param>
    /// <param name="type">Which of the two is expected.</param>
    public static SftpVersion Read(ReadOnlyMemory<byte> packet, SftpMessage type)
    {
        var reader = new SshReader(packet.Span);
        if (reader.ReadByte() != (byte)type)
        {
            throw SftpFields.Malformed("File transfer does not begin with the version.");
        }

        var version = reader.ReadUInt32();
        var extensions = new List<SftpPair>();
        while (reader.Remaining > 0)
        {
            if (extensions.Count == SftpLimits.MaxPairs)
            {
                throw SftpFields.Malformed("There are more extensions than allowed.");
            }

            extensions.Add(SftpFields.ReadPair(ref reader, packet));
        }

        return new SftpVersion(version, extensions);
    }

    /// <summary>Writes a whole packet.</summary>
    public static void Write(SftpPacketBuffer buffer, SftpMessage type, SftpVersion version)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(version);
        buffer.Begin();
        var writer = new SshWriter(buffer);
        writer.WriteByte((byte)type);
        writer.WriteUInt32(version.Version);
        SftpFields.WritePairs(writer, version.Extensions);
        buffer.End();
    }
}

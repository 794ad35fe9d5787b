using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Sftp;

/// <summary>The composite fields of SFTP packets, both ways.</summary>
internal static class SftpFields
{
    private const uint HasSize = 1;
    private const uint HasOwner = 2;
    private const uint HasPermissions = 4;
    private const uint HasTimes = 8;
    private const uint HasExtended = 0x80000000;

    public static SshProtocolException Malformed(string message) => new(DisconnectReason.ProtocolError, message);

    /// <summary>A string as a slice of the packet, so that nothing is copied.</summary>
    public static ReadOnlyMemory<byte> ReadSlice(ref SshReader reader, ReadOnlyMemory<byte> packet, int most, string what)
    {
        var bytes = reader.ReadString();
        return bytes.Length <= most
            ? packet.Slice(packet.Length - reader.Remaining - bytes.Length, bytes.Length)
            : throw Malformed($"A {what} is longer than allowed.");
    }

    public static SftpAttributes ReadAttributes(ref SshReader reader, ReadOnlyMemory<byte> packet)
    {
        var flags = reader.ReadUInt32();
        if ((flags & ~(HasSize | HasOwner | HasPermissions | HasTimes | HasExtended)) != 0)
        {
            throw Malformed("Attributes have a flag that version 3 does not know.");
        }

        return new SftpAttributes
        {
            Size = (flags & HasSize) != 0 ? reader.ReadUInt64() : null,
            Owner = (flags & HasOwner) != 0 ? (reader.ReadUInt32(), reader.ReadUInt32()) : null,
            Permissions = (flags & HasPermissions) != 0 ? reader.ReadUInt32() : null,
            Times = (flags & HasTimes) != 0 ? (reader.ReadUInt32(), reader.ReadUInt32()) : null,
            Extended = (flags & HasExtended) != 0 ? ReadPairs(ref reader, packet, (int)Math.Min(reader.ReadUInt32(), int.MaxValue)) : null,
        };
    }

    public static void WriteAttributes(SshWriter writer, SftpAttributes attributes)
    {
        writer.WriteUInt32(
            (attributes.Size is null ? 0 : HasSize) | (attributes.Owner is null ? 0 : HasOwner)
            | (attributes.Permissions is null ? 0 : HasPermissions) | (attributes.Times is null ? 0 : HasTimes)
            | (attributes.Extended is null ? 0 : HasExtended));
        if (attributes.Size is { } size)
        {
            writer.WriteUInt64(size);
        }

        if (attributes.Owner is { } owner)
        {
            writer.WriteUInt32(owner.User);
            writer.WriteUInt32(owner.Group);
        }

        if (attributes.Permissions is { } permissions)
        {
            writer.WriteUInt32(permissions);
        }

        if (attributes.Times is { } times)
        {
            writer.WriteUInt32(times.Access);
            writer.WriteUInt32(times.Modification);
        }

        if (attributes.Extended is { } extended)
        {
            writer.WriteUInt32((uint)extended.Count);
            WritePairs(writer, extended);
        }
    }

    /// <summary>As many pairs as are said; every pair takes at least 8 bytes, so the count is checked by reading.</summary>
    public static IReadOnlyList<SftpPair> ReadPairs(ref SshReader reader, ReadOnlyMemory<byte> packet, int count)
    {
        if (count > SftpLimits.MaxPairs)
        {
            throw Malformed("There are more extensions than allowed.");
        }

        var pairs = new List<SftpPair>();
        for (var i = 0; i < count; i++)
        {
            pairs.Add(ReadPair(ref reader, packet));
        }

        return pairs;
    }

    public static SftpPair ReadPair(ref SshReader reader, ReadOnlyMemory<byte> packet) => new(
        reader.ReadAscii(SftpLimits.MaxExtensionName),
        ReadSlice(ref reader, packet, SftpLimits.MaxExtensionValue, "value of an extension"));

    public static void WritePairs(SshWriter writer, IReadOnlyList<SftpPair> pairs)
    {
        foreach (var (name, value) in pairs)
        {
            writer.WriteText(name);
            writer.WriteString(value.Span);
        }
    }
}

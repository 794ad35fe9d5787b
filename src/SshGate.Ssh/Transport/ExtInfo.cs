using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>SSH_MSG_EXT_INFO (RFC 8308 §2.3): byte 7, uint32 count, then pairs of string name, string value.</summary>
internal static class ExtInfo
{
    /// <summary>OpenSSH 10 sends five; the cap stops a packet full of empty pairs.</summary>
    private const int MaxExtensions = 64;

    public static byte[] Build(params IReadOnlyList<(string Name, string Value)> extensions) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.ExtInfo);
        writer.WriteUInt32((uint)extensions.Count);
        foreach (var (name, value) in extensions)
        {
            writer.WriteText(name);
            writer.WriteText(value);
        }
    });

    /// <summary>Reads what matters to us; unknown extensions are skipped.</summary>
    public static PeerExtensions Read(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        var count = reader.ReadUInt32();
        if (count > MaxExtensions)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "Too many extensions.");
        }

        var extensions = new PeerExtensions(null, false);
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            if (name.SequenceEqual("server-sig-algs"u8))
            {
                extensions = extensions with { SignatureAlgorithms = reader.ReadNameList() };
            }
            else if (name.SequenceEqual("publickey-hostbound@openssh.com"u8))
            {
                extensions = extensions with { TakesHostBound = reader.ReadString().SequenceEqual("0"u8) };
            }
            else
            {
                reader.ReadString();
            }
        }

        reader.End();
        return extensions;
    }
}

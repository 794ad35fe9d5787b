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

    /// <summary>The value of server-sig-algs (RFC 8308 §3.1), or null if the message has none. Unknown extensions are skipped.</summary>
    public static string[]? ReadServerSignatureAlgorithms(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        var count = reader.ReadUInt32();
        if (count > MaxExtensions)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "Too many extensions.");
        }

        string[]? algorithms = null;
        for (var i = 0; i < count; i++)
        {
            if (reader.ReadString().SequenceEqual("server-sig-algs"u8))
            {
                algorithms = reader.ReadNameList();
            }
            else
            {
                reader.ReadString();
            }
        }

        reader.End();
        return algorithms;
    }
}

using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>The signature blob of RFC 4253 §6.6: string algorithm, string signature.</summary>
internal static class SignatureBlob
{
    public static byte[] Encode(string algorithm, byte[] signature) => SshWriter.ToArray(w =>
    {
        w.WriteText(algorithm);
        w.WriteString(signature);
    });

    /// <summary>The signature inside the blob; throws unless the blob names <paramref name="algorithm"/>.</summary>
    public static ReadOnlySpan<byte> Decode(string algorithm, ReadOnlySpan<byte> blob)
    {
        var reader = new SshReader(blob);
        if (reader.ReadAscii(SshReader.MaxNameLength) != algorithm)
        {
            throw new SshProtocolException(
                DisconnectReason.ProtocolError, "A signature is of another algorithm than the message around it says.");
        }

        var signature = reader.ReadString();
        reader.End();
        return signature;
    }
}

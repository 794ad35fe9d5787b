using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The signature blob of RFC 4253 §6.6: string algorithm, string signature; those of sk keys go on (OpenSSH
/// PROTOCOL.u2f) with byte flags, uint32 counter.
/// </summary>
internal static class SignatureBlob
{
    public static byte[] Encode(string algorithm, byte[] signature) => SshWriter.ToArray(w =>
    {
        w.WriteText(algorithm);
        w.WriteString(signature);
    });

    /// <summary>The name at the start of the blob.</summary>
    public static string AlgorithmOf(ReadOnlySpan<byte> blob)
    {
        var reader = new SshReader(blob);
        return reader.ReadAscii(SshReader.MaxNameLength);
    }

    /// <summary>The signature inside the blob; throws unless the blob names <paramref name="algorithm"/>.</summary>
    public static ReadOnlySpan<byte> Decode(
        string algorithm, ReadOnlySpan<byte> blob, bool isHardware, out HardwareSignature? hardware)
    {
        var reader = new SshReader(blob);
        if (reader.ReadAscii(SshReader.MaxNameLength) != algorithm)
        {
            throw new SshProtocolException(
                DisconnectReason.ProtocolError, "A signature is of another algorithm than the message around it says.");
        }

        var signature = reader.ReadString();
        hardware = isHardware ? HardwareSignature.Read(ref reader) : null;
        reader.End();
        return signature;
    }
}

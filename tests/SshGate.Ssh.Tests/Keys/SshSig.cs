using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>
/// The signature files of ssh-keygen -Y (OpenSSH PROTOCOL.sshsig): "SSHSIG", uint32 1, string key, string namespace,
/// string reserved, string hash algorithm, string signature blob.
/// </summary>
internal static class SshSig
{
    private const string Hash = "sha512";

    public static byte[] SignedData(string name, ReadOnlySpan<byte> message)
    {
        var digest = SHA512.HashData(message);
        return SshWriter.ToArray(w =>
        {
            w.WriteBytes("SSHSIG"u8);
            w.WriteText(name);
            w.WriteText("");
            w.WriteText(Hash);
            w.WriteString(digest);
        });
    }

    public static byte[] Decode(string armored)
    {
        var lines = armored.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var reader = new SshReader(Convert.FromBase64String(string.Concat(lines[1..^1])));
        Assert.Equal("SSHSIG", Encoding.ASCII.GetString(reader.ReadBytes(6)));
        Assert.Equal(1u, reader.ReadUInt32());
        reader.ReadString();
        reader.ReadString();
        reader.ReadString();
        Assert.Equal(Hash, reader.ReadAscii(10));
        var signature = reader.ReadString().ToArray();
        reader.End();
        return signature;
    }

    public static string AlgorithmOf(byte[] signatureBlob)
    {
        var reader = new SshReader(signatureBlob);
        return reader.ReadAscii(SshReader.MaxNameLength);
    }

    public static string Encode(SshPublicKey key, string name, byte[] signatureBlob)
    {
        var bytes = SshWriter.ToArray(w =>
        {
            w.WriteBytes("SSHSIG"u8);
            w.WriteUInt32(1);
            w.WriteString(key.Blob.Span);
            w.WriteText(name);
            w.WriteText("");
            w.WriteText(Hash);
            w.WriteString(signatureBlob);
        });
        var lines = Convert.ToBase64String(bytes).Chunk(70).Select(line => new string(line));
        return $"-----BEGIN SSH SIGNATURE-----\n{string.Join('\n', lines)}\n-----END SSH SIGNATURE-----\n";
    }
}

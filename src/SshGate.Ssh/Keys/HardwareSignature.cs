using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// What an authenticator says in its signature (OpenSSH PROTOCOL.u2f): byte flags, uint32 counter, behind the signature
/// in the blob. It signs SHA-256 of the application, flags, counter, and SHA-256 of the data.
/// </summary>
/// <param name="Flags">What the authenticator says of the person at it.</param>
/// <param name="Counter">How many signatures it made; a copy of the authenticator would repeat numbers.</param>
internal sealed record HardwareSignature(HardwareFlags Flags, uint Counter)
{
    public static HardwareSignature Read(ref SshReader reader) => new((HardwareFlags)reader.ReadByte(), reader.ReadUInt32());

    public byte[] SignedData(string application, ReadOnlySpan<byte> data)
    {
        var applicationHash = SHA256.HashData(Encoding.UTF8.GetBytes(application));
        var dataHash = SHA256.HashData(data);
        return SshWriter.ToArray(writer =>
        {
            writer.WriteBytes(applicationHash);
            writer.WriteByte((byte)Flags);
            writer.WriteUInt32(Counter);
            writer.WriteBytes(dataHash);
        });
    }
}

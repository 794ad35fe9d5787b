using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Auth;

/// <summary>
/// A publickey request (RFC 4252 §7, OpenSSH PROTOCOL 3.1) behind its method's name: boolean signed, string algorithm,
/// string key, [string host key], [string signature]. Well-formed as a message; the key may be anything.
/// </summary>
/// <param name="UserName">The user name as received.</param>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Blob">The key or certificate.</param>
/// <param name="HostKey">The key of the server that the client believes to talk to, or null in the older form.</param>
/// <param name="Signature">The signature, or null if the client only asks.</param>
/// <param name="Signed">The request up to its signature.</param>
internal sealed record PublicKeyRequest(
    string UserName, string Algorithm, byte[] Blob, byte[]? HostKey, byte[]? Signature, byte[] Signed)
{
    public const string Method = "publickey";
    public const string HostBoundMethod = "publickey-hostbound-v00@openssh.com";

    /// <summary>The extension that announces <see cref="HostBoundMethod"/>, with version "0".</summary>
    public const string HostBoundExtension = "publickey-hostbound@openssh.com";

    /// <summary>Reads the fields behind the method's name.</summary>
    /// <param name="userName">The user.</param>
    /// <param name="isHostBound">Whether the form has the server's key.</param>
    /// <param name="payload">The whole message.</param>
    /// <param name="reader">The reader, which stands behind the method's name.</param>
    public static PublicKeyRequest Read(
        string userName, bool isHostBound, ReadOnlySpan<byte> payload, ref SshReader reader)
    {
        var isSigned = reader.ReadBoolean();
        var algorithm = reader.ReadAscii(SshReader.MaxNameLength);
        var blob = reader.ReadString().ToArray();
        var hostKey = isHostBound ? reader.ReadString().ToArray() : null;
        var signed = payload[..^reader.Remaining].ToArray();
        var signature = isSigned ? reader.ReadString().ToArray() : null;
        reader.End();
        return new PublicKeyRequest(userName, algorithm, blob, hostKey, signature, signed);
    }

    /// <summary>What a signature is made over: string session identifier, then the request up to the signature.</summary>
    public static byte[] SignedData(byte[] sessionIdentifier, byte[] request) => SshWriter.ToArray(writer =>
    {
        writer.WriteString(sessionIdentifier);
        writer.WriteBytes(request);
    });
}

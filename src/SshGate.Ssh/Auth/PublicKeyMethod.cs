using System.Runtime.CompilerServices;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Auth;

/// <summary>
/// publickey (RFC 4252 §7), signed at once: a server learns nothing by being asked first whether it would take the key.
/// An RSA key is tried with each SHA-2 algorithm that the server names (RFC 8332 §3.2); SHA-1 is not among them.
/// </summary>
internal sealed class PublicKeyMethod(ISshSigner key) : IClientAuthMethod
{
    public string Description => $"the key {key.PublicKey.Fingerprint}";

    public async IAsyncEnumerable<byte[]> RequestsAsync(
        ClientAuthContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var algorithm in Algorithms(context.ServerAlgorithms))
        {
            var request = Request(context.UserName, algorithm);
            var signed = SshWriter.ToArray(writer =>
            {
                writer.WriteString(context.SessionIdentifier);
                writer.WriteBytes(request);
            });
            var signature = await key.SignAsync(algorithm, signed, cancellationToken).ConfigureAwait(false);
            yield return SshWriter.ToArray(writer =>
            {
                writer.WriteBytes(request);
                writer.WriteString(signature);
            });
        }
    }

    // A server that names none of them, or names nothing, may still take one: old ones do not send EXT_INFO.
    private IReadOnlyList<string> Algorithms(string[]? known)
    {
        string[] common = [.. key.SignatureAlgorithms.Where(algorithm => known?.Contains(algorithm) ?? true)];
        return common.Length > 0 ? common : key.SignatureAlgorithms;
    }

    // byte 50, string user, string service, string "publickey", boolean TRUE, string algorithm, string key; the signature
    // follows, over string session identifier and these fields.
    private byte[] Request(string user, string algorithm) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthRequest);
        writer.WriteText(user);
        writer.WriteText("ssh-connection");
        writer.WriteText("publickey");
        writer.WriteBoolean(true);
        writer.WriteText(algorithm);
        writer.WriteString(Shown(algorithm).Span);
    });

    private ReadOnlyMemory<byte> Shown(string algorithm) =>
        AlgorithmTable.Find(algorithm) is { IsCertificate: true } && key.Certificate is { } certificate
            ? certificate.Blob
            : key.PublicKey.Blob;
}

using System.Runtime.CompilerServices;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Auth;

/// <summary>
/// publickey (RFC 4252 §7), signed at once: a server learns nothing by being asked first whether it would take the key.
/// A server that takes it gets the form with its own host key in it (OpenSSH PROTOCOL 3.1). An RSA key is tried with each
/// SHA-2 algorithm that the server names (RFC 8332 §3.2); SHA-1 is not among them. A key with a certificate logs in with it.
/// </summary>
internal sealed class PublicKeyMethod(ISshSigner key) : IClientAuthMethod
{
    public string Description => key.Certificate is null
        ? $"the key {key.PublicKey.Fingerprint}"
        : $"the certificate of the key {key.PublicKey.Fingerprint}";

    public async IAsyncEnumerable<byte[]> RequestsAsync(
        ClientAuthContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var untried = key.SignatureAlgorithms.Where(IsShown).ToList();
        var isNamed = false;
        while (Next(untried, context.Extensions().SignatureAlgorithms, ref isNamed) is { } algorithm)
        {
            untried.Remove(algorithm);
            var request = Request(context, algorithm);
            var signed = PublicKeyRequest.SignedData(context.SessionIdentifier, request);
            var signature = await key.SignAsync(algorithm, signed, cancellationToken).ConfigureAwait(false);
            yield return SshWriter.ToArray(writer =>
            {
                writer.WriteBytes(request);
                writer.WriteString(signature);
            });
        }
    }

    // The list of the server is read anew each time: OpenSSH sends another one when it knows the user. It names signature
    // algorithms; those of certificates follow from them. A server that never names one of ours, or names nothing, may
    // still take one: old ones do not send EXT_INFO.
    private static string? Next(List<string> untried, string[]? named, ref bool isNamed)
    {
        var common = untried.Find(algorithm => named?.Contains(AlgorithmTable.Find(algorithm)?.Signature ?? algorithm) ?? true);
        isNamed |= common is not null;
        return common ?? (isNamed ? null : untried.FirstOrDefault());
    }

    private bool IsShown(string algorithm) =>
        (AlgorithmTable.Find(algorithm) is { IsCertificate: true }) == (key.Certificate is not null);

    // byte 50, string user, string service, string method, boolean TRUE, string algorithm, string key, [string host key];
    // the signature follows, over string session identifier and these fields.
    private byte[] Request(ClientAuthContext context, string algorithm) => SshWriter.ToArray(writer =>
    {
        var isHostBound = context.Extensions().TakesHostBound;
        writer.WriteMessageId(MessageId.UserAuthRequest);
        writer.WriteText(context.UserName);
        writer.WriteText("ssh-connection");
        writer.WriteText(isHostBound ? PublicKeyRequest.HostBoundMethod : PublicKeyRequest.Method);
        writer.WriteBoolean(true);
        writer.WriteText(algorithm);
        writer.WriteString((key.Certificate?.Blob ?? key.PublicKey.Blob).Span);
        if (isHostBound)
        {
            writer.WriteString(context.HostKeyBlob.Span);
        }
    });
}

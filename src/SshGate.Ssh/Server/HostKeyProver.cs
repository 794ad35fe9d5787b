using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Server;

/// <summary>The server's side of host key rotation (<see cref="HostKeyProof"/>): tells the keys and proves them, a few times.</summary>
internal sealed class HostKeyProver(SshTransport transport, IReadOnlyList<ISshSigner> signers) : IOwnGlobalRequest
{
    /// <summary>Clients ask once; a signature with RSA costs us milliseconds.</summary>
    private const int MaxQuestions = 4;

    /// <summary>Clients that the announcement confuses, as OpenSSH's compat.c lists them.</summary>
    private static readonly string[] Confused =
        ["Cisco-1.", "TTSSH/2.5", "TTSSH/2.6", "TTSSH/2.70", "TTSSH/2.71", "TTSSH/2.72"];

    private int _questions;

    public string Name => HostKeyProof.ProveName;

    /// <summary>Tells the keys that the client may learn; certificates are none.</summary>
    public void Announce()
    {
        var software = Encoding.ASCII.GetString(transport.Kex.PeerVersion.AsSpan(VersionExchange.OwnVersion("").Length));
        if (Confused.Any(name => software.StartsWith(name, StringComparison.Ordinal)))
        {
            return;
        }

        var keys = signers.Where(signer => Algorithms(signer).Any()).Select(signer => signer.PublicKey).Distinct();
        transport.Send(writer =>
        {
            writer.WriteMessageId(MessageId.GlobalRequest);
            writer.WriteText(HostKeyProof.AnnounceName);
            writer.WriteBoolean(false);
            writer.WriteBytes(HostKeyProof.WriteStrings(keys.Select(key => key.Blob)));
        });
    }

    public async ValueTask<byte[]?> AnswerAsync(GlobalRequest request, CancellationToken cancellation)
    {
        var blobs = HostKeyProof.ReadStrings(request.Payload.Span);
        if (++_questions > MaxQuestions || blobs.Count == 0 || blobs.Count > signers.Count)
        {
            return null;
        }

        var signatures = new List<ReadOnlyMemory<byte>>(blobs.Count);
        foreach (var blob in blobs)
        {
            // Nothing but our own keys is signed; the bytes that are signed hold the blob that we have, not the one received.
            var signer = signers.FirstOrDefault(
                own => own.PublicKey.Blob.Span.SequenceEqual(blob) && Algorithms(own).Any());
            if (signer is null)
            {
                return null;
            }

            // RSA: as negotiated, since OpenSSH insists on it; if it negotiated another type of key, the best of rsa-sha2.
            var negotiated = AlgorithmTable.Find(transport.Kex.Algorithms!.HostKey)?.Signature;
            var algorithms = Algorithms(signer).ToList();
            var algorithm = algorithms.Find(name => name == negotiated) ?? algorithms[0];
            var data = HostKeyProof.SignedData(transport.Kex.SessionIdentifier, signer.PublicKey);
            signatures.Add(await signer.SignAsync(algorithm, data, cancellation).ConfigureAwait(false));
        }

        return HostKeyProof.WriteStrings(signatures);
    }

    private static IEnumerable<string> Algorithms(ISshSigner signer) =>
        signer.SignatureAlgorithms.Where(name => AlgorithmTable.Allows(signer.PublicKey.KeyType, name));
}

using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Auth;

/// <summary>
/// The server's side of publickey (RFC 4252 §7): what is good about a shown key, and the proof once its signature verified.
/// It keeps nothing from one request to the next: who logs in is said by the request that carries the signature alone.
/// </summary>
/// <param name="authenticator">The judge, for what it enforces and waives.</param>
/// <param name="kex">The connection's key exchange: its session identifier and the server's key in it.</param>
/// <param name="source">The client's address.</param>
/// <param name="time">The clock that certificates are judged by.</param>
/// <param name="logger">The log.</param>
/// <param name="turns">Who computes for strangers at the same time, key exchanges included: a certificate with RSA keys of the largest
/// size costs twice what the costliest key exchange does.</param>
internal sealed class ServerPublicKey(
    IServerAuthenticator authenticator, KexMachine kex, IPAddress source, TimeProvider time, ILogger logger,
    SemaphoreSlim turns)
{
    /// <summary>The offer in a request without a signature, or null if the key is good for nothing here.</summary>
    public ValueTask<PublicKeyOffer?> OfferAsync(PublicKeyRequest request, CancellationToken cancellation) =>
        InTurnAsync(() => Read(request) is { } shown ? OfferOf(request, shown) : null, cancellation);

    /// <summary>
    /// The proof in a request with a signature, or null. The signature is verified whoever the user is, before anybody is
    /// asked about him, so that the time tells nothing. RSA keys make this a matter of milliseconds: not for the read loop.
    /// </summary>
    public ValueTask<PublicKeyProof?> VerifyAsync(PublicKeyRequest request, CancellationToken cancellation) =>
        InTurnAsync(() => Verify(request), cancellation);

    private static PublicKeyOffer OfferOf(PublicKeyRequest request, PresentedKey shown) =>
        new(request.UserName, shown.Key, shown.Certificate, shown.Algorithm);

    private async ValueTask<T> InTurnAsync<T>(Func<T> compute, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return compute();
        }
        finally
        {
            turns.Release();
        }
    }

    private PublicKeyProof? Verify(PublicKeyRequest request)
    {
        if (Read(request) is not { } shown)
        {
            return null;
        }

        var data = PublicKeyRequest.SignedData(kex.SessionIdentifier, request.Signed);
        if (shown.Verify(data, request.Signature) is not { } signature || !signature.Meets(Demanded(request, shown)))
        {
            return null;
        }

        return new PublicKeyProof(request.UserName, shown, signature);
    }

    private HardwareFlags Demanded(PublicKeyRequest request, PresentedKey shown)
    {
        return (authenticator.WaivesTouch(OfferOf(request, shown)) ? HardwareFlags.None : HardwareFlags.UserPresent)
            | (shown.Certificate is { VerifyRequired: true } ? HardwareFlags.UserVerified : HardwareFlags.None);
    }

    private PresentedKey? Read(PublicKeyRequest request)
    {
        CheckHostKey(request.HostKey);
        if (AlgorithmTable.Find(request.Algorithm) is not { } algorithm)
        {
            return null;
        }

        try
        {
            var shown = PresentedKey.Parse(algorithm, request.Blob);
            return shown.Certificate is null || IsGood(shown.Certificate) ? shown : null;
        }
        catch (SshProtocolException)
        {
            // A key that we do not take is a refusal; only the message itself can break the protocol.
            return null;
        }
    }

    // A client that was led to another server than it believes to talk to says so, unknowingly: whoever stands between must
    // not be able to pass its signature on.
    private void CheckHostKey(byte[]? hostKey)
    {
        if (hostKey is not null && !CryptographicOperations.FixedTimeEquals(hostKey, kex.HostKeyBlob.Span))
        {
            throw new SshProtocolException(
                DisconnectReason.ProtocolError, "The login is meant for a server with another host key.");
        }
    }

    private bool IsGood(SshCertificate certificate)
    {
        var problem = certificate.Check(new SshCertificateUse
        {
            Kind = SshCertificateKind.User,
            Name = null,
            Time = time.GetUtcNow(),
            Source = source,
            EnforcedOptions = authenticator.EnforcedCertificateOptions,
        });
        if (problem is not null)
        {
            Log.CertificateRefused(logger, certificate.ToString(), problem.Value);
        }

        return problem is null;
    }
}

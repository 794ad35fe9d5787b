using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Server;

/// <summary>
/// The client has proved, by a signature over this very session and request, that it holds a key (RFC 4252 §7). Only the
/// library makes one, from a signature that verified; which user the key belongs to is for the authenticator to say.
/// </summary>
public sealed record PublicKeyProof : AuthAttempt
{
    internal PublicKeyProof(string userName, PresentedKey shown, VerifiedSignature signature)
        : base(userName)
    {
        if (!shown.Key.Equals(signature.Key))
        {
            throw new ArgumentException("The signature is of another key.", nameof(signature));
        }

        Key = shown.Key;
        Certificate = shown.Certificate;
        Algorithm = shown.Algorithm;
        IsTouched = signature.Hardware?.Flags.HasFlag(HardwareFlags.UserPresent) == true;
        IsUserVerified = signature.Hardware?.Flags.HasFlag(HardwareFlags.UserVerified) == true;
    }

    /// <summary>The key that signed.</summary>
    public SshPublicKey Key { get; }

    /// <summary>
    /// The certificate of the key, or null. It is a genuine user certificate, valid now and from the client's address, with
    /// no critical option that nobody enforces. The authenticator still has to compare <see cref="SshCertificate.Authority"/>
    /// with the keys it trusts, and <see cref="SshCertificate.Principals"/> with the user.
    /// </summary>
    public SshCertificate? Certificate { get; }

    /// <summary>The algorithm as on the wire, such as <c>rsa-sha2-512-cert-v01@openssh.com</c>.</summary>
    public string Algorithm { get; }

    /// <summary>
    /// Whether somebody touched the authenticator (sk keys only). False needs
    /// <see cref="IServerAuthenticator.WaivesTouch"/>.
    /// </summary>
    public bool IsTouched { get; }

    /// <summary>Whether the authenticator knew who touched it, by a PIN or a fingerprint (sk keys only).</summary>
    public bool IsUserVerified { get; }
}

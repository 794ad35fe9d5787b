using SshGate.Ssh;

namespace SshGate.Gateway.Identity;

/// <summary>
/// Turns an access token into a proven identity; the edge that tests and other means of proof replace.
/// </summary>
public interface ITokenVerifier
{
    /// <summary>
    /// Verifies one access token. Never throws for anything the token holds or the issuer answers: every doubt is a
    /// <see cref="TokenVerdict.Refused"/>. The caller keeps the token and wipes it.
    /// </summary>
    public ValueTask<TokenVerdict> VerifyAsync(SecretBytes token, CancellationToken cancellationToken);
}

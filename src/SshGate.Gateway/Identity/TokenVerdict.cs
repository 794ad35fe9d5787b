namespace SshGate.Gateway.Identity;

/// <summary>The answer of an <see cref="ITokenVerifier"/>.</summary>
public abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>The token holds; this is who presented it.</summary>
    public sealed record Verified(VerifiedIdentity Identity) : TokenVerdict;

    /// <summary>
    /// The token does not hold. <paramref name="Message"/> is meant for the one who presented it: what is wrong and
    /// what to do,
    /// with no part of the token in it.
    /// </summary>
    public sealed record Refused(TokenRefusal Reason, string Message) : TokenVerdict;
}

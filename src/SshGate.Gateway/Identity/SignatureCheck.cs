using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SshGate.Gateway.Identity;

/// <summary>
/// The signature, checked by Microsoft.IdentityModel with exactly one key. Everything else it is asked to check again
/// has
/// passed our own rules already; a difference in opinion is a refusal.
/// </summary>
internal sealed class SignatureCheck(IssuerOptions issuer, IReadOnlyList<string> algorithms)
{
    private readonly JsonWebTokenHandler _handler = new();

    public bool Holds(string token, SecurityKey key, TokenClaims claims)
    {
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudiences = issuer.Audiences,
            IssuerSigningKey = key,
            RequireSignedTokens = true,
            RequireExpirationTime = true,

            // The library would compare with its own clock; ours has already decided, and this says that it read the
            // same date.
            LifetimeValidator = (_, expires, _, _) => expires is { } at && SameSecond(at, claims.ExpiresAt),
        };
        try
        {
            var result = _handler.ValidateToken(token, parameters);
            return result.IsValid
                && result.SecurityToken is JsonWebToken verified
                && algorithms.Contains(verified.Alg, StringComparer.Ordinal)
                && verified.Kid == key.KeyId
                && verified.Subject == claims.Subject;
        }
        catch (Exception)
        {
            // The library throws for some hostile values (dates beyond the calendar, odd base64); all of them mean no.
            return false;
        }
    }

    private static bool SameSecond(DateTime expires, DateTimeOffset claimed) =>
        (expires - claimed.UtcDateTime).Duration() <= TimeSpan.FromSeconds(1);
}

using System.Text.Json;

namespace SshGate.Gateway.Identity;

/// <summary>
/// What an access token must claim (RFC 9068 §4, RFC 7519 §4.1, Okta's access token reference). Checks no signature.
/// </summary>
internal static class ClaimRules
{
    private static readonly string[] ClientClaims = ["cid", "client_id", "azp"];

    /// <summary>Claims that only ID tokens carry (OpenID Connect Core §2, §3.1.3.6, §3.3.2.11).</summary>
    private static readonly string[] IdTokenClaims = ["nonce", "at_hash", "c_hash"];

    /// <summary>Returns why the claims do not do, or null and the claims.</summary>
    public static TokenVerdict.Refused? Check(
        JsonElement payload,
        IssuerOptions issuer,
        TimeSpan clockSkew,
        DateTimeOffset now,
        out TokenClaims? claims)
    {
        claims = null;
        var reader = new ClaimReader(payload);
        var audiences = reader.Texts("aud");
        var clientClaim = ClientClaims.FirstOrDefault(reader.Has) ?? "cid";
        var found = new TokenClaims
        {
            Issuer = reader.Text("iss"),
            Subject = reader.Text("sub"),
            ClientId = reader.Text(clientClaim),
            UserId = reader.OptionalText("uid"),
            Actors = reader.Actors(),
            Groups = reader.Texts(issuer.GroupsClaim),
            Scopes = [.. reader.Texts("scp", ' ').Concat(reader.Texts("scope", ' ')).Distinct(StringComparer.Ordinal)],
            TokenId = reader.OptionalText("jti"),
            Audience = audiences.FirstOrDefault(value => issuer.Audiences.Contains(value, StringComparer.Ordinal)) ?? "",
            IssuedAt = reader.Date("iat"),
            ExpiresAt = reader.Date("exp"),
            NotBefore = reader.OptionalDate("nbf"),
            AuthenticationMethods = reader.Texts("amr"),
            Name = DisplayName(reader),
        };

        if (IsIdToken(reader, audiences, found.ClientId))
        {
            return new(
                TokenRefusal.IdToken,
                "this is an ID token, which proves a login to one application; present the access token instead");
        }

        if (reader.Problem is { } problem)
        {
            return problem;
        }

        if (reader.Has("cnf"))
        {
            return new(
                TokenRefusal.ProofRequired,
                "the token is bound to a key (cnf), whose possession an SSH password cannot prove; ask for one without DPoP or mTLS");
        }

        if (found.Audience.Length == 0)
        {
            return new(
                audiences.Count == 0 ? TokenRefusal.ClaimMissing : TokenRefusal.AudienceWrong,
                $"the token is not meant for this gate; ask the issuer for the audience {string.Join(" or ", issuer.Audiences)}");
        }

        claims = found;
        return CheckTimes(found, clockSkew, now);
    }

    private static TokenVerdict.Refused? CheckTimes(TokenClaims claims, TimeSpan clockSkew, DateTimeOffset now)
    {
        // Compared by difference: a date near either end of the calendar must not overflow.
        if (now - claims.ExpiresAt >= clockSkew)
        {
            return new(TokenRefusal.Expired, "the token has expired; obtain a new one");
        }

        if (claims.NotBefore - now > clockSkew || claims.IssuedAt - now > clockSkew)
        {
            return new(TokenRefusal.NotYetValid, "the token is not valid yet; check the clocks of issuer and gate");
        }

        return null;
    }

    /// <summary>An ID token's audience is the application itself; some issuers also say what a token is for.</summary>
    private static bool IsIdToken(ClaimReader reader, IReadOnlyList<string> audiences, string clientId) =>
        IdTokenClaims.Any(reader.Has)
        || (audiences is [var only] && only == clientId && clientId.Length > 0)
        || (reader.Has("token_use") && reader.OptionalText("token_use") != "access")
        || (reader.Has("typ") && reader.OptionalText("typ") is "ID" or "Refresh" or "Offline");

    private static string? DisplayName(ClaimReader reader)
    {
        string[] names = ["name", "preferred_username", "email"];
        return names.FirstOrDefault(reader.Has) is { } claim ? reader.OptionalText(claim) : null;
    }
}

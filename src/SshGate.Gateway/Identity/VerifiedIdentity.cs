using System.Collections.Frozen;

namespace SshGate.Gateway.Identity;

/// <summary>
/// Who presented a token, after its signature verified. Only <see cref="TokenVerifier"/> makes one: the one way in asks
/// for
/// <see cref="TokenVerifier.Key"/>, whose only instance that class keeps to itself. So a method that takes a
/// <see cref="VerifiedIdentity"/> cannot be reached without authentication. Holds no part of the token but its hash.
/// </summary>
public sealed class VerifiedIdentity
{
    private VerifiedIdentity(TokenClaims claims, string tokenHash, FrozenSet<Role> roles)
    {
        Issuer = claims.Issuer;
        Subject = claims.Subject;
        ClientId = claims.ClientId;
        UserId = claims.UserId;
        Agent = claims.Actors is [var actor, ..] ? actor : null;
        Actors = claims.Actors;
        Groups = claims.Groups;
        Scopes = claims.Scopes;
        TokenId = claims.TokenId;
        TokenHash = tokenHash;
        Audience = claims.Audience;
        IssuedAt = claims.IssuedAt;
        ExpiresAt = claims.ExpiresAt;
        AuthenticationMethods = claims.AuthenticationMethods;
        Name = claims.Name ?? claims.Subject;
        Roles = roles;
    }

    /// <summary>The issuer, exactly as configured (<c>iss</c>).</summary>
    public string Issuer { get; }

    /// <summary>The user, or the service itself (<c>sub</c>); unique within the issuer.</summary>
    public string Subject { get; }

    /// <summary>The application that obtained the token (<c>cid</c>, <c>client_id</c> or <c>azp</c>).</summary>
    public string ClientId { get; }

    /// <summary>Okta's id of the user (<c>uid</c>); null for a service application.</summary>
    public string? UserId { get; }

    /// <summary>
    /// Who acts for the subject: the outermost <c>act.sub</c> (RFC 8693 §4.1), or null when nobody does.
    /// </summary>
    public string? Agent { get; }

    /// <summary>The whole chain of <c>act</c> claims, the current actor first.</summary>
    public IReadOnlyList<string> Actors { get; }

    /// <summary>Groups, in the token's order.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Scopes, in the token's order.</summary>
    public IReadOnlyList<string> Scopes { get; }

    /// <summary>The token's id (<c>jti</c>), or null.</summary>
    public string? TokenId { get; }

    /// <summary><c>sha256:</c> and the hex digest of the token: names the proof without being usable as one.</summary>
    public string TokenHash { get; }

    /// <summary>The configured audience that the token was issued for.</summary>
    public string Audience { get; }

    /// <summary>When the token was issued (<c>iat</c>).</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>When the token, and with it every session it opened, ends (<c>exp</c>, without clock skew).</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>How the user proved himself to the issuer (<c>amr</c>, RFC 8176).</summary>
    public IReadOnlyList<string> AuthenticationMethods { get; }

    /// <summary>
    /// A name for people to read: <c>name</c>, <c>preferred_username</c>, <c>email</c> or the subject. Never compare
    /// it.
    /// </summary>
    public string Name { get; }

    /// <summary>Roles given by <see cref="IdentityOptions.Roles"/>; may be empty.</summary>
    public IReadOnlySet<Role> Roles { get; }

    /// <summary>Issuer and subject, which together name a principal.</summary>
    public override string ToString() => $"{Subject} ({Issuer})";

    internal static VerifiedIdentity Create(
        TokenVerifier.Key key,
        TokenClaims claims,
        string tokenHash,
        FrozenSet<Role> roles)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new VerifiedIdentity(claims, tokenHash, roles);
    }
}

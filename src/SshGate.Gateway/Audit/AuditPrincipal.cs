using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Audit;

/// <summary>Who did it, as proven by a token at that moment. The token itself is never kept, only its hash.</summary>
public sealed record AuditPrincipal
{
    /// <summary>The issuer of the token.</summary>
    public required string Issuer { get; init; }

    /// <summary>The user or service (<c>sub</c>).</summary>
    public required string Subject { get; init; }

    /// <summary>The client the token was issued to.</summary>
    public required string ClientId { get; init; }

    /// <summary>The issuer's own id of the user, if it is a user.</summary>
    public string? UserId { get; init; }

    /// <summary>The acting agent (<c>act.sub</c>), if one acts for the subject.</summary>
    public string? Agent { get; init; }

    /// <summary>The whole chain of those who act, the agent first.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>A readable name.</summary>
    public string? Name { get; init; }

    /// <summary>The groups at that moment.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The roles at the gate at that moment.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The token's own id (<c>jti</c>), if it has one.</summary>
    public string? TokenId { get; init; }

    /// <summary>The SHA-256 of the token.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The audience that the token was accepted for.</summary>
    public string? Audience { get; init; }

    /// <summary>When the token was issued.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When the token ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How the person signed in (<c>amr</c>).</summary>
    public IReadOnlyList<string> AuthenticationMethods { get; init; } = [];

    /// <summary>The facts of a proven identity.</summary>
    public static AuditPrincipal From(VerifiedIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new()
        {
            Issuer = identity.Issuer,
            Subject = identity.Subject,
            ClientId = identity.ClientId,
            UserId = identity.UserId,
            Agent = identity.Agent,
            Actors = identity.Actors,
            Name = identity.Name,
            Groups = identity.Groups,
            Roles = [.. identity.Roles.Order().Select(role => role.ToString())],
            TokenId = identity.TokenId,
            TokenHash = identity.TokenHash,
            Audience = identity.Audience,
            IssuedAt = identity.IssuedAt,
            ExpiresAt = identity.ExpiresAt,
            AuthenticationMethods = identity.AuthenticationMethods,
        };
    }
}

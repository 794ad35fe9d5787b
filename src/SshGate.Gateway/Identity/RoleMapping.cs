namespace SshGate.Gateway.Identity;

/// <summary>
/// Gives one role to every token that carries one of the groups, one of the scopes or one of the client ids. Values are
/// compared
/// exactly, and nothing else in a token gives a role.
/// </summary>
public sealed record RoleMapping
{
    /// <summary>The role given.</summary>
    public required Role Role { get; init; }

    /// <summary>The issuer this mapping holds for; null for every configured one.</summary>
    public string? Issuer { get; init; }

    /// <summary>Any of these groups is enough.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Any of these scopes is enough.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Any of these client ids is enough: service applications have neither user nor groups.</summary>
    public IReadOnlyList<string> ClientIds { get; init; } = [];
}

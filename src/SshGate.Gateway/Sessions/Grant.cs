using SshGate.Gateway.Identity;
using SshGate.Gateway.Targets;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The right of one principal to work on one target as one account for a while: issued by <see cref="GrantIssuer"/> alone, after the
/// policy decided the connection. It opens nothing by itself; every command still has its own decision.
/// </summary>
internal sealed record Grant
{
    internal Grant()
    {
    }

    /// <summary>Unguessable id, <c>g-…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who it was issued to.</summary>
    public required VerifiedIdentity Identity { get; init; }

    /// <summary>Where it leads: the catalogue entry as it was at that moment, so that a later edit does not redirect it.</summary>
    public required Target Target { get; init; }

    /// <summary>The account on the target.</summary>
    public required TargetAccount Account { get; init; }

    /// <summary>The agent's network address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>The policy that allowed it.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>The rules that allowed it.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>It ends with the token that it was issued to, at the latest.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

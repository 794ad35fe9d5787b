namespace SshGate.Policy;

/// <summary>Who asks: the person or service the token names, and the agent acting for it.</summary>
public sealed record PolicySubject
{
    /// <summary>The token's issuer.</summary>
    public required string Issuer { get; init; }

    /// <summary>The token's subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The client the token was issued to.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The acting agent (<c>act.sub</c>), or null when nobody acts for the subject.</summary>
    public string? Agent { get; init; }

    /// <summary>Groups named by the token.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Scopes named by the token.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}

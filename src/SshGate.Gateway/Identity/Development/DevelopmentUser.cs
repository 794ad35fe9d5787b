namespace SshGate.Gateway.Identity.Development;

/// <summary>
/// A person that the development issuer knows. There is no password: whoever asks on loopback is believed.
/// </summary>
public sealed record DevelopmentUser
{
    /// <summary>The short name used with <c>--as</c> and on the device page.</summary>
    public required string Name { get; init; }

    /// <summary>The subject claim, as Okta spells it: the login.</summary>
    public string Login => $"{Name}@example.com";

    /// <summary>The name for people to read.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The groups claim.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

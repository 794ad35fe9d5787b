namespace SshGate.Gateway.Identity.Development;

/// <summary>A service application that the development issuer knows, such as an AI agent.</summary>
public sealed record DevelopmentClient
{
    /// <summary>The client id, which is also the subject of its tokens.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The secret of the client credentials grant. Not a secret in any real sense: it is in this source.
    /// </summary>
    public string Secret => $"{Id}-secret";

    /// <summary>Scopes it may ask for; all of them when it asks for none.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["sshgate"];
}

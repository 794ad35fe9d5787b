using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.History;

/// <summary>Whose history, at which target, over which connection.</summary>
internal sealed record HistorySubject
{
    private const string Purpose = "sshgate history principal 1";

    /// <summary>The principal of a connection, at a target.</summary>
    public HistorySubject(VerifiedIdentity identity, string target, string connectionId)
    {
        // The name of the principal is hashed, so that no part of it can pass for another part.
        using var hash = new CanonicalHash(Purpose);
        Principal = Convert.ToHexStringLower(
            hash.Add(identity.Issuer).Add(identity.Subject).Add(identity.ClientId).Add(identity.Agent).Finish());
        Name = identity.Subject;
        Target = target;
        ConnectionId = connectionId;
    }

    /// <summary>Stands for issuer, subject, client and agent.</summary>
    public string Principal { get; }

    /// <summary>The subject, for people who look into the store.</summary>
    public string Name { get; }

    /// <summary>The target's name.</summary>
    public string Target { get; }

    /// <summary>The connection.</summary>
    public string ConnectionId { get; }
}

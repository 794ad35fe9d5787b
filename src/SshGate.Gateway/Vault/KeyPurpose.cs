namespace SshGate.Gateway.Vault;

/// <summary>What a key is for; a key of one purpose does not open for another.</summary>
public enum KeyPurpose
{
    /// <summary>Logs the gate in at targets.</summary>
    Target,

    /// <summary>Proves to clients that this is the gate.</summary>
    Host,

    /// <summary>Signs the certificates that the gate logs in with at targets.</summary>
    Authority,
}

namespace SshGate.Gateway.Vault;

/// <summary>The vault could not do what was asked. The message says what to do and holds nothing secret.</summary>
public sealed class VaultException(VaultFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The reason, for programs.</summary>
    public VaultFailure Failure { get; } = failure;
}

namespace SshGate.Gateway.Vault;

/// <summary>What is in the vault, and what is there but cannot be trusted.</summary>
/// <param name="Keys">Genuine keys by name, the oldest version first.</param>
/// <param name="Problems">File names with what is wrong with each.</param>
public sealed record VaultListing(IReadOnlyList<VaultKey> Keys, IReadOnlyList<(string File, string Problem)> Problems);

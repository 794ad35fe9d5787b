using System.CommandLine;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Vault;

namespace SshGate.Cli.Keys;

/// <summary>Opens the vault that the configuration names, and says what to do when it cannot be used.</summary>
internal static class VaultAccess
{
    public static T Use<T>(ParseResult parse, Func<KeyVault, GateOptions, T> act)
    {
        var options = ConfigFile.Load(parse);
        try
        {
            using var vault = KeyVault.Open(options.Storage.Keys, options.Vault);
            return act(vault, options);
        }
        catch (VaultException failure)
        {
            throw Explain(failure);
        }
    }

    /// <summary>The failure for people: exit code, message, next step.</summary>
    public static CliException Explain(VaultException failure) =>
        new(ExitCode(failure.Failure), failure.Message, Hint(failure.Failure), failure);

    private static int ExitCode(VaultFailure failure) => failure switch
    {
        VaultFailure.NotFound => ExitCodes.No,
        VaultFailure.Locked or VaultFailure.Unusable => ExitCodes.Unavailable,
        VaultFailure.Exists or VaultFailure.BadName or VaultFailure.WrongPurpose or VaultFailure.Damaged or VaultFailure.NotAKey =>
            ExitCodes.BadInput,
    };

    private static string? Hint(VaultFailure failure) => failure == VaultFailure.Locked
        ? "Vault.MasterKey in the configuration says where the master key comes from; keys/README.md explains it"
        : null;
}

using System.Net.Sockets;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Store;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;

namespace SshGate.Gateway.Hosting;

/// <summary>Turns what can go wrong at the start into a message and a next step; null for what nobody foresaw.</summary>
internal static class StartFailure
{
    public static GateStartException? Explain(Exception failure, GateOptions options) => failure switch
    {
        GateStartException already => already,
        ConfigurationException bad => new(bad.Message, "mend the file; `sshgate policy check` and docs/operators.md help", bad),
        StoreException store => new(store.Message, $"the store is in {options.Storage.Data}", store),
        VaultException vault => new(vault.Message, "Vault.MasterKey in the configuration says what opens the vault", vault),
        TargetFileException targets => new(targets.Message, "mend the file, or use `sshgate targets`", targets),
        _ when IsAboutSockets(failure) => new(
            $"cannot listen on {options.Ssh.Listen} (SSH) or {options.Api.Listen} (API): {failure.Message}",
            "change Ssh.Listen or Api.Listen, or stop the other program",
            failure),
        UnauthorizedAccessException or IOException => new(failure.Message, "check the paths under Storage and their permissions", failure),
        _ => null,
    };

    // Kestrel wraps the reason twice.
    private static bool IsAboutSockets(Exception? failure) => failure switch
    {
        null => false,
        SocketException => true,
        _ => IsAboutSockets(failure.InnerException),
    };
}

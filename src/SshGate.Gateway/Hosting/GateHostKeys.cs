using Microsoft.Extensions.Logging;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Hosting;

/// <summary>The gate's own host keys: made at the first start, kept in the vault like every other key.</summary>
internal static class GateHostKeys
{
    /// <summary>Ed25519 first; the others for clients that do not know it.</summary>
    private static readonly (string Name, SshKeyKind Kind)[] Wanted =
    [
        ("gate-host-ed25519", SshKeyKind.Ed25519),
        ("gate-host-ecdsa", SshKeyKind.EcdsaP256),
        ("gate-host-rsa", SshKeyKind.Rsa3072),
    ];

    public static IReadOnlyList<ISshSigner> Open(KeyVault vault, ILogger logger)
    {
        var keys = new List<ISshSigner>();
        foreach (var (name, kind) in Wanted)
        {
            if (vault.Find(name) is null)
            {
                vault.Generate(name, kind, KeyPurpose.Host);
            }

            var key = vault.OpenSigner(KeyReference.Parse(name), KeyPurpose.Host);
            Log.HostKey(logger, key.PublicKey.KeyType, key.PublicKey.Fingerprint);
            keys.Add(key);
        }

        return keys;
    }
}

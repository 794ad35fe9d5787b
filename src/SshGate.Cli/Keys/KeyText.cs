using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SshGate.Gateway.Vault;

namespace SshGate.Cli.Keys;

/// <summary>What a key looks like on a screen and in JSON: public halves only.</summary>
internal static class KeyText
{
    public static JsonObject Document(VaultKey key) => new()
    {
        ["name"] = key.Reference.Name,
        ["version"] = key.Reference.Version,
        ["purpose"] = key.Purpose.ToString(),
        ["type"] = key.PublicKey.KeyType,
        ["fingerprint"] = key.PublicKey.Fingerprint,
        ["created"] = key.Created.ToString("O", CultureInfo.InvariantCulture),
        ["public"] = PublicLine(key),
    };

    /// <summary>The line for a target's <c>authorized_keys</c>, or for a client's <c>known_hosts</c>.</summary>
    public static string PublicLine(VaultKey key) => key.PublicKey.ToOpenSsh($"sshgate:{key.Reference}");

    /// <summary>The public line for a program to take, and the fingerprint for a person to compare.</summary>
    public static async Task PrintAsync(VaultKey key, bool json, InvocationConfiguration streams)
    {
        if (json)
        {
            await streams.Output.WriteLineAsync(Document(key).ToJsonString());
            return;
        }

        await streams.Output.WriteLineAsync(PublicLine(key));
        await streams.Error.WriteLineAsync(
            $"sshgate: hint: {key.Reference} {key.PublicKey.Fingerprint}{NextStep(key.Purpose)}");
    }

    private static string NextStep(KeyPurpose purpose) => purpose switch
    {
        KeyPurpose.Target => "; put the line into the target account's authorized_keys",
        KeyPurpose.Authority => "; put the line into the file that TrustedUserCAKeys of the targets' sshd_config names",
        KeyPurpose.Host => "",
    };
}

using System.Text.Json.Nodes;
using SshGate.Gateway.Targets;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Targets;

/// <summary>What targets and host keys look like in JSON.</summary>
internal static class TargetText
{
    public static JsonObject Document(Target target)
    {
        var labels = new JsonObject();
        foreach (var (name, value) in target.Labels)
        {
            labels[name] = value;
        }

        return new JsonObject
        {
            ["name"] = target.Name,
            ["host"] = target.Host,
            ["port"] = target.Port,
            ["environment"] = target.Environment,
            ["labels"] = labels,
            ["host_keys"] = Document(target.HostKeys),
            ["accounts"] = new JsonArray(
                [.. target.Accounts.Select(account => new JsonObject { ["name"] = account.Name, ["key"] = account.Key.ToString() })]),
            ["default_account"] = target.FindAccount(null)?.Name,
        };
    }

    public static JsonArray Document(IEnumerable<SshPublicKey> keys) =>
        new([.. keys.Select(key => new JsonObject
        {
            ["type"] = key.KeyType,
            ["fingerprint"] = key.Fingerprint,
            ["public"] = key.ToOpenSsh(),
        })]);
}

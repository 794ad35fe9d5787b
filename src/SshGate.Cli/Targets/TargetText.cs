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
            ["jump"] = target.Jump?.ToString(),
            ["environment"] = target.Environment,
            ["labels"] = labels,
            ["host_keys"] = Document(target.HostKeys),
            ["host_authorities"] = Document(target.HostAuthorities),
            ["insecure_algorithms"] = Texts(target.InsecureAlgorithms),
            ["accounts"] = new JsonArray([.. target.Accounts.Select(Document)]),
            ["default_account"] = target.FindAccount(null)?.Name,
        };
    }

    /// <summary>The way to it in words: <c>account+target</c> for each machine before it.</summary>
    public static string Way(Target target) =>
        string.Join(", ", target.Route.Select(hop => $"{hop.Account.Name}+{hop.Target.Name}"));

    /// <summary>What opens an account, in words.</summary>
    public static string Words(TargetCredential credential)
    {
        if (credential is not TargetCredential.Certificate certificate)
        {
            return $"key {credential.VaultKey}";
        }

        var from = certificate.SourceAddresses.Count == 0 ? "" : $", from {string.Join(", ", certificate.SourceAddresses)}";
        return $"certificate of {certificate.Authority} for {string.Join(", ", certificate.Principals)}, {certificate.ValidFor.TotalMinutes:0} min{from}";
    }

    public static JsonArray Document(IEnumerable<SshPublicKey> keys) =>
        new([.. keys.Select(key => new JsonObject
        {
            ["type"] = key.KeyType,
            ["fingerprint"] = key.Fingerprint,
            ["public"] = key.ToOpenSsh(),
        })]);

    private static JsonObject Document(TargetAccount account)
    {
        var document = new JsonObject { ["name"] = account.Name };
        if (account.Credential is not TargetCredential.Certificate certificate)
        {
            document["key"] = account.Credential.VaultKey.ToString();
            return document;
        }

        document["certificate"] = new JsonObject
        {
            ["authority"] = certificate.Authority.ToString(),
            ["principals"] = Texts(certificate.Principals),
            ["valid_minutes"] = (int)certificate.ValidFor.TotalMinutes,
            ["source_address"] = Texts(certificate.SourceAddresses.Select(network => network.ToString())),
        };
        return document;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}

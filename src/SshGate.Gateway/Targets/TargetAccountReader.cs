using System.Net;
using SshGate.Gateway.Vault;
using YamlDotNet.RepresentationModel;

namespace SshGate.Gateway.Targets;

/// <summary>Reads the accounts of a target, each with the one credential that opens it.</summary>
internal sealed class TargetAccountReader(TargetFields fields)
{
    private const string KeyForm = "a key of the vault: name or name@version";

    public IReadOnlyList<TargetAccount> Read(YamlNode? list)
    {
        var accounts = new List<TargetAccount>();
        foreach (var node in fields.Items(list, "accounts", atLeastOne: true))
        {
            var before = fields.Problems.Count;
            var members = fields.Members(node, "an account", "name", "key", "certificate");
            var name = fields.Text(fields.Needed(node, members, "name"), "name", TargetRules.IsAccount, TargetRules.AccountForm);
            var credential = ReadCredential(node, members, name);
            if (credential is null || fields.Problems.Count > before)
            {
                continue;
            }

            if (accounts.Any(account => account.Name == name))
            {
                fields.Problem(node, $"found a second account named '{name}'; each name is accepted once");
                continue;
            }

            accounts.Add(new TargetAccount { Name = name, Credential = credential });
        }

        return accounts;
    }

    private TargetCredential? ReadCredential(YamlNode account, Dictionary<string, YamlNode> members, string name)
    {
        if (!members.TryGetValue("certificate", out var certificate))
        {
            return ReadKey(fields.Needed(account, members, "key"), "key") is { } key ? new TargetCredential.Key(key) : null;
        }

        if (members.TryGetValue("key", out var both))
        {
            fields.Problem(both, "found both 'key' and 'certificate'; one of the two is accepted");
        }

        return ReadCertificate(certificate, name);
    }

    private TargetCredential.Certificate? ReadCertificate(YamlNode node, string account)
    {
        var members = fields.Members(node, "a certificate", "authority", "principals", "valid_minutes", "source_address");
        var authority = ReadKey(fields.Needed(node, members, "authority"), "authority");
        IReadOnlyList<string> principals = [account];
        if (members.TryGetValue("principals", out var names))
        {
            principals = ReadTexts(
                names, "principals", TargetCredential.Certificate.MaxPrincipals, TargetRules.IsPrincipal, TargetRules.PrincipalForm);
        }
        else if (account.Length > 0 && !TargetRules.IsPrincipal(account))
        {
            fields.Problem(node, $"'principals' is missing: the account's name '{account}' cannot be one; accepted: {TargetRules.PrincipalForm}");
        }

        var minutes = members.TryGetValue("valid_minutes", out var valid)
            ? fields.Number(valid, "valid_minutes", 1, TargetCredential.Certificate.MaxMinutes)
            : TargetCredential.Certificate.DefaultMinutes;
        var sources = members.TryGetValue("source_address", out var addresses)
            ? ReadTexts(
                addresses,
                "source_address",
                TargetCredential.Certificate.MaxSourceAddresses,
                text => TargetCredential.Certificate.TryParseSource(text, out _),
                TargetRules.SourceForm)
            : [];
        return authority is null ? null : new TargetCredential.Certificate
        {
            Authority = authority,
            Principals = principals,
            ValidFor = TimeSpan.FromMinutes(minutes),
            SourceAddresses = [.. sources.Select(Network)],
        };
    }

    private static IPNetwork Network(string text) =>
        TargetCredential.Certificate.TryParseSource(text, out var network) ? network : default;

    private KeyReference? ReadKey(YamlNode? node, string name) =>
        KeyReference.TryParse(fields.Text(node, name, text => KeyReference.TryParse(text, out _), KeyForm), out var key) ? key : null;

    private List<string> ReadTexts(YamlNode list, string name, int most, Func<string, bool> isGood, string form)
    {
        var texts = new List<string>();
        foreach (var node in fields.Items(list, name, atLeastOne: true))
        {
            var text = fields.Text(node, name, isGood, form);
            if (texts.Contains(text, StringComparer.Ordinal))
            {
                fields.Problem(node, $"{name}: found '{text}' twice");
            }

            texts.Add(text);
        }

        if (texts.Count > most)
        {
            fields.Problem(list, $"{name} has {texts.Count} entries; at most {most} are accepted");
        }

        return texts;
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;

namespace SshGate.Cli.Keys;

/// <summary>
/// <c>sshgate keys remove</c>: deletes versions of a key; what a target still needs stays unless it is forced.
/// </summary>
internal static class KeysRemoveCommand
{
    public static Command Create()
    {
        var name = KeysCommand.NameArgument("name@version; or only the name, with --all");
        var all = new Option<bool>("--all") { Description = "Remove every version" };
        var force = new Option<bool>("--force") { Description = "Remove it even though a target uses it" };
        var json = KeysCommand.JsonOption();
        var command = new Command("remove", "Delete a version of a key for good") { name, all, force, json, ConfigFile.Option };
        command.SetAction(async (parse, _) =>
        {
            var removed = VaultAccess.Use(parse, (vault, options) =>
            {
                var reference = KeyReference.Parse(parse.GetValue(name)!);
                if (reference.Version is null && !parse.GetValue(all))
                {
                    throw new CliException(
                        ExitCodes.Usage, $"which version of {reference.Name}?", $"name one, as in {reference.Name}@1, or give --all");
                }

                if (!parse.GetValue(force))
                {
                    RefuseIfUsed(reference, vault, options);
                }

                return vault.Remove(reference);
            });
            var names = removed.Select(key => key.ToString()).ToList();
            await parse.InvocationConfiguration.Output.WriteLineAsync(parse.GetValue(json)
                ? new JsonObject { ["removed"] = new JsonArray([.. names.Select(key => JsonValue.Create(key))]) }.ToJsonString()
                : $"removed {string.Join(", ", names)}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void RefuseIfUsed(KeyReference doomed, KeyVault vault, GateOptions options)
    {
        var newest = vault.List().Keys.LastOrDefault(key => key.Reference.Name == doomed.Name)?.Reference.Version;
        var user = Catalogue(options).Targets.FirstOrDefault(target => target.Accounts.Any(account =>
            account.Credential.VaultKey.Name == doomed.Name
            && (doomed.Version is null || doomed.Version == (account.Credential.VaultKey.Version ?? newest))));
        if (user is not null)
        {
            throw new CliException(
                ExitCodes.Denied,
                $"the target '{user.Name}' uses {doomed}",
                "rotate the key, or give the target another one; --force removes it anyway");
        }
    }

    private static TargetCatalogue Catalogue(GateOptions options)
    {
        try
        {
            return TargetCatalogue.Open(options.Storage.Targets);
        }
        catch (TargetFileException bad)
        {
            throw new CliException(ExitCodes.BadInput, bad.Message, "mend the file, so that it can be seen which keys are in use", bad);
        }
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using SshGate.Gateway.Vault;
using SshGate.Terminal;

namespace SshGate.Cli.Keys;

/// <summary><c>sshgate keys list</c>: names, versions and public halves.</summary>
internal static class KeysListCommand
{
    public static Command Create()
    {
        var json = KeysCommand.JsonOption();
        var command = new Command("list", "List the vault's keys; each is checked on the way") { json, ConfigFile.Option };
        command.SetAction(async (parse, _) =>
        {
            var listing = VaultAccess.Use(parse, (vault, _) => vault.List());
            var streams = parse.InvocationConfiguration;
            await streams.Output.WriteAsync(parse.GetValue(json) ? Document(listing) + "\n" : Table(listing));
            foreach (var (_, problem) in listing.Problems)
            {
                await streams.Error.WriteLineAsync($"sshgate: error: {Printable.Escape(problem)}");
            }

            return listing.Problems.Count == 0 ? ExitCodes.Ok : ExitCodes.No;
        });
        return command;
    }

    private static string Document(VaultListing listing) => new JsonObject
    {
        ["keys"] = new JsonArray([.. listing.Keys.Select(KeyText.Document)]),
        ["problems"] = new JsonArray(
            [.. listing.Problems.Select(bad => new JsonObject { ["file"] = bad.File, ["problem"] = bad.Problem })]),
    }.ToJsonString();

    private static string Table(VaultListing listing) => TextTable.Format(
        ["KEY", "PURPOSE", "TYPE", "FINGERPRINT", "CREATED"],
        listing.Keys.Select(key => new[]
        {
            key.Reference.ToString(),
            key.Purpose.ToString(),
            key.PublicKey.KeyType,
            key.PublicKey.Fingerprint,
            key.Created.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        }));
}

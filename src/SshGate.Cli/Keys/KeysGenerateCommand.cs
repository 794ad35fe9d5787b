using System.CommandLine;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Keys;

/// <summary><c>sshgate keys generate</c>: a new key, whose private half never leaves the vault.</summary>
internal static class KeysGenerateCommand
{
    public static Command Create()
    {
        var name = KeysCommand.NameArgument("The new key's name");
        var (type, purpose, json) = (KeyKindOption.Type(), KeyKindOption.Purpose(), KeysCommand.JsonOption());
        var command = new Command("generate", "Make a key; prints its public half") { name, type, purpose, json, ConfigFile.Option };
        command.SetAction(async (parse, _) =>
        {
            var key = VaultAccess.Use(parse, (vault, _) => vault.Generate(
                parse.GetValue(name)!,
                KeyKindOption.Kind(parse, type) ?? SshKeyKind.Ed25519,
                KeyKindOption.PurposeOf(parse, purpose)));
            await KeyText.PrintAsync(key, parse.GetValue(json), parse.InvocationConfiguration);
            return ExitCodes.Ok;
        });
        return command;
    }
}

using System.CommandLine;

namespace SshGate.Cli.Keys;

/// <summary><c>sshgate keys rotate</c>: a new version beside the old one.</summary>
internal static class KeysRotateCommand
{
    public static Command Create()
    {
        var name = KeysCommand.NameArgument("The key's name");
        var (type, json) = (KeyKindOption.Type(), KeysCommand.JsonOption());
        var command = new Command(
            "rotate",
            "Add a new version of a key; targets that name the key without a version are logged in at with it from then on")
        {
            name, type, json, ConfigFile.Option,
        };
        command.SetAction(async (parse, _) =>
        {
            var key = VaultAccess.Use(parse, (vault, _) => vault.Rotate(parse.GetValue(name)!, KeyKindOption.Kind(parse, type)));
            await KeyText.PrintAsync(key, parse.GetValue(json), parse.InvocationConfiguration);
            return ExitCodes.Ok;
        });
        return command;
    }
}

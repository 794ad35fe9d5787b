using System.CommandLine;

namespace SshGate.Cli.Keys;

/// <summary><c>sshgate keys</c>: the vault's keys. A private key goes in and never comes out.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "The vault: private keys for targets and for the gate itself, encrypted at rest")
    {
        KeysGenerateCommand.Create(),
        KeysImportCommand.Create(),
        KeysListCommand.Create(),
        KeysRotateCommand.Create(),
        KeysRemoveCommand.Create(),
    };

    public static Argument<string> NameArgument(string description) => new("name") { Description = description };

    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON document on stdout" };
}

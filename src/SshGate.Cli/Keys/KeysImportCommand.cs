using System.CommandLine;
using System.Text;
using SshGate.Gateway.Vault;
using SshGate.Ssh;
using SshGate.Terminal;

namespace SshGate.Cli.Keys;

/// <summary><c>sshgate keys import</c>: takes in a private key in OpenSSH's format.</summary>
internal static class KeysImportCommand
{
    private const string PassphraseVariable = "SSHGATE_PASSPHRASE";

    private const int MaxPassphraseBytes = 1024;

    public static Command Create()
    {
        var name = KeysCommand.NameArgument("The name in the vault");
        var file = new Argument<string>("file") { Description = "The private key, as ssh-keygen writes it; mode 0600" };
        var passphraseFile = new Option<string?>("--passphrase-file")
        {
            Description = $"A file with the key's passphrase, mode 0600 [or the passphrase in {PassphraseVariable}]",
        };
        var (purpose, json) = (KeyKindOption.Purpose(), KeysCommand.JsonOption());
        var command = new Command("import", "Take in an existing private key; the file itself is left where it is")
        {
            name, file, passphraseFile, purpose, json, ConfigFile.Option,
        };
        command.SetAction(async (parse, _) =>
        {
            using var text = Read(parse.GetValue(file)!, KeyVault.MaxImportBytes);
            using var passphrase = Passphrase(parse.GetValue(passphraseFile));
            var key = VaultAccess.Use(parse, (vault, _) =>
                vault.Import(parse.GetValue(name)!, text.Span, passphrase, KeyKindOption.PurposeOf(parse, purpose)));
            await KeyText.PrintAsync(key, parse.GetValue(json), parse.InvocationConfiguration);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Not an option on the command line, where every user of the machine could read it.</summary>
    private static SecretBytes? Passphrase(string? file)
    {
        if (file is not null)
        {
            using var content = Read(file, MaxPassphraseBytes);
            return new SecretBytes(content.Span.TrimEnd("\r\n"u8));
        }

        return Environment.GetEnvironmentVariable(PassphraseVariable) is { Length: > 0 } value
            ? new SecretBytes(Encoding.UTF8.GetBytes(value))
            : null;
    }

    private static SecretBytes Read(string file, int maxBytes)
    {
        try
        {
            return PrivateFile.Read(file, maxBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.BadInput, Printable.Escape(failure.Message), null, failure);
        }
    }
}

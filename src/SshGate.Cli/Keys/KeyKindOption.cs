using System.CommandLine;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Keys;

/// <summary>The options that say what kind of key is wanted, and what for.</summary>
internal static class KeyKindOption
{
    public static Option<string?> Type()
    {
        var option = new Option<string?>("--type") { Description = "ed25519, ecdsa (nistp256) or rsa (3072 bits)" };
        option.AcceptOnlyFromAmong("ed25519", "ecdsa", "rsa");
        return option;
    }

    public static Option<string?> Purpose()
    {
        var option = new Option<string?>("--purpose")
        {
            Description = "target: logs in at targets (the default); host: proves the gate to clients; authority: signs the certificates that it logs in with at targets",
        };
        option.AcceptOnlyFromAmong("target", "host", "authority");
        return option;
    }

    public static SshKeyKind? Kind(ParseResult parse, Option<string?> option) => parse.GetValue(option) switch
    {
        "ed25519" => SshKeyKind.Ed25519,
        "ecdsa" => SshKeyKind.EcdsaP256,
        "rsa" => SshKeyKind.Rsa3072,
        _ => null,
    };

    public static KeyPurpose PurposeOf(ParseResult parse, Option<string?> option) =>
        parse.GetValue(option) switch
        {
            "host" => KeyPurpose.Host,
            "authority" => KeyPurpose.Authority,
            _ => KeyPurpose.Target,
        };
}

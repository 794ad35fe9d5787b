using System.CommandLine;
using System.Net;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Terminal;

namespace SshGate.Cli.Targets;

/// <summary>The options of <c>targets add</c> for accounts that certificates open.</summary>
internal sealed record CertificateOptions
{
    public Option<string?> Authority { get; } = new("--authority")
    {
        Description = "The vault's authority for accounts that name no key: the gate makes a certificate for each connection",
    };

    public Option<string[]> Principal { get; } = new("--principal")
    {
        Description = "With --authority: the name in the certificate, instead of the account's; may be given several times",
    };

    public Option<int> ValidMinutes { get; } = new("--valid-minutes")
    {
        Description = "With --authority: how long a login with it may begin, 1 to 60",
        DefaultValueFactory = _ => TargetCredential.Certificate.DefaultMinutes,
    };

    public Option<string[]> SourceAddress { get; } = new("--source-address")
    {
        Description = "With --authority: the gate's address or network as the target sees it; may be given several times",
    };

    /// <summary>The certificate for an account; null without <c>--authority</c>.</summary>
    public TargetCredential.Certificate? Read(ParseResult parse, string account) =>
        KeyReference.TryParse(parse.GetValue(Authority), out var authority)
            ? new TargetCredential.Certificate
            {
                Authority = authority,
                Principals = parse.GetValue(Principal) is { Length: > 0 } principals ? principals : [account],
                ValidFor = TimeSpan.FromMinutes(parse.GetValue(ValidMinutes)),
                SourceAddresses = [.. (parse.GetValue(SourceAddress) ?? []).Select(Network)],
            }
            : null;

    /// <summary>
    /// Options that would change nothing stop the verb: whoever limits where certificates may come from must not get a key that is
    /// limited by nothing.
    /// </summary>
    public void RequireUse(ParseResult parse, IEnumerable<TargetAccount> accounts)
    {
        Option[] options = [Authority, Principal, ValidMinutes, SourceAddress];
        var given = options.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false });
        if (given is not null && !accounts.Any(account => account.Credential is TargetCredential.Certificate))
        {
            throw new CliException(
                ExitCodes.Usage,
                $"{given.Name} is about certificates, and every account here has a key",
                "give --authority NAME and no --key; an account with a key of its own is --account ACCOUNT=KEY");
        }
    }

    private static IPNetwork Network(string text) => TargetCredential.Certificate.TryParseSource(text, out var network)
        ? network
        : throw new CliException(
            ExitCodes.Usage, $"not a network: {Printable.Escape(text)}", "expected an address, or a network such as 192.0.2.0/24");
}

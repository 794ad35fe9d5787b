using System.CommandLine;

namespace SshGate.Cli.Identity;

/// <summary>
/// Options that every verb which talks to an issuer takes; each falls back to an environment variable.
/// </summary>
internal static class ClientOptions
{
    public static Option<string?> Issuer() => new("--issuer")
    {
        Description = "The issuer's address, e.g. https://example.okta.com/oauth2/default [SSHGATE_ISSUER]",
    };

    public static Option<string?> ClientId() => new("--client-id")
    {
        Description = "The client id registered with the issuer [SSHGATE_CLIENT_ID]",
    };

    public static Option<string?> Scope() => new("--scope")
    {
        Description = "Scopes to ask for, separated by spaces [SSHGATE_SCOPE]",
    };

    public static string? Value(ParseResult parse, Option<string?> option, string variable) =>
        parse.GetValue(option) ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null);

    public static string Required(ParseResult parse, Option<string?> option, string variable) =>
        Value(parse, option, variable)
        ?? throw new CliException(ExitCodes.Usage, $"{option.Name} is missing", $"give {option.Name} or set {variable}");
}

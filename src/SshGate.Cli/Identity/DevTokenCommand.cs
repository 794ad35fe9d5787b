using System.CommandLine;
using System.Globalization;

namespace SshGate.Cli.Identity;

/// <summary><c>sshgate dev token</c>: a token from the development issuer for anyone it knows.</summary>
internal static class DevTokenCommand
{
    /// <summary>Where <c>sshgate dev issuer</c> is when it was told nothing.</summary>
    private const string DefaultIssuer = "http://127.0.0.1:8089/oauth2/default";

    public static Command Create()
    {
        var issuer = new Option<string?>("--issuer") { Description = $"The development issuer [SSHGATE_ISSUER; default {DefaultIssuer}]" };
        var name = new Option<string>("--as") { Description = "A person or agent that the issuer knows: agent-1, ada …", Required = true };
        var lifetime = new Option<int?>("--lifetime")
        {
            Description = "How long the token holds, in seconds; negative for an expired one",
        };
        var groups = new Option<string?>("--groups") { Description = "Groups in place of the person's own, separated by commas" };
        var scope = new Option<string?>("--scope") { Description = "Scopes in place of the default ones, separated by commas" };
        var actor = new Option<string?>("--act") { Description = "The agent that acts for the person" };
        var pad = new Option<int?>("--pad") { Description = "Make the token at least this many bytes long" };
        var (output, json) = (TokenOutput.OutOption(), TokenOutput.JsonOption());
        var command = new Command("token", "Obtain a token from the development issuer; refuses any address but loopback")
        {
            issuer, name, lifetime, groups, scope, actor, pad, output, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var oauth = new OAuthClient(ClientOptions.Value(parse, issuer, "SSHGATE_ISSUER") ?? DefaultIssuer);
            if (!oauth.IsLoopback)
            {
                throw new CliException(
                    ExitCodes.Usage,
                    "a development token comes from a development issuer on loopback only",
                    "for a real issuer use: sshgate login, or sshgate token");
            }

            var fields = OAuthClient.Fields(
                ("as", parse.GetValue(name)),
                ("lifetime", parse.GetValue(lifetime)?.ToString(CultureInfo.InvariantCulture)),
                ("groups", parse.GetValue(groups)),
                ("scope", parse.GetValue(scope)),
                ("act", parse.GetValue(actor)),
                ("pad", parse.GetValue(pad)?.ToString(CultureInfo.InvariantCulture)));
            var token = await oauth.DevelopmentTokenAsync(fields, cancellationToken);
            await TokenOutput.WriteAsync(token, parse.GetValue(output), parse.GetValue(json), parse.InvocationConfiguration);
            return ExitCodes.Ok;
        });
        return command;
    }
}

using System.CommandLine;
using System.Text;
using SshGate.Gateway.Vault;
using SshGate.Terminal;

namespace SshGate.Cli.Identity;

/// <summary>
/// <c>sshgate token</c>: a service or an agent obtains a token with its own credentials (RFC 6749 §4.4).
/// </summary>
internal static class TokenCommand
{
    private const int MaxSecretBytes = 4096;

    public static Command Create()
    {
        var (issuer, client, scope) = (ClientOptions.Issuer(), ClientOptions.ClientId(), ClientOptions.Scope());
        var (output, json) = (TokenOutput.OutOption(), TokenOutput.JsonOption());
        var secretFile = new Option<string?>("--client-secret-file")
        {
            Description = "A file with the client secret, mode 0600 [SSHGATE_CLIENT_SECRET_FILE; or the secret in SSHGATE_CLIENT_SECRET]",
        };
        var command = new Command("token", "Obtain an access token for a service or agent (client credentials)")
        {
            issuer, client, secretFile, scope, output, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var oauth = new OAuthClient(ClientOptions.Required(parse, issuer, "SSHGATE_ISSUER"));
            var token = await oauth.ClientCredentialsAsync(
                ClientOptions.Required(parse, client, "SSHGATE_CLIENT_ID"),
                Secret(ClientOptions.Value(parse, secretFile, "SSHGATE_CLIENT_SECRET_FILE")),
                ClientOptions.Value(parse, scope, "SSHGATE_SCOPE"),
                cancellationToken);
            await TokenOutput.WriteAsync(token, parse.GetValue(output), parse.GetValue(json), parse.InvocationConfiguration);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Not an option on the command line, where every user of the machine could read it.</summary>
    private static string Secret(string? file)
    {
        if (file is null)
        {
            return Environment.GetEnvironmentVariable("SSHGATE_CLIENT_SECRET") is { Length: > 0 } value
                ? value
                : throw new CliException(
                    ExitCodes.Usage,
                    "there is no client secret",
                    "put it into a file of mode 0600 and give --client-secret-file, or set SSHGATE_CLIENT_SECRET");
        }

        try
        {
            using var secret = PrivateFile.Read(file, MaxSecretBytes);
            return Encoding.UTF8.GetString(secret.Span).TrimEnd('\r', '\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.BadInput, Printable.Escape(failure.Message), null, failure);
        }
    }
}

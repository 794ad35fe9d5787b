using System.CommandLine;
using SshGate.Terminal;

namespace SshGate.Cli.Identity;

/// <summary>
/// <c>sshgate login</c>: a person obtains a token with a browser, here or on another device (RFC 8628).
/// </summary>
internal static class LoginCommand
{
    /// <summary>RFC 8628 §3.5: <c>slow_down</c> asks for five more seconds between polls.</summary>
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var (issuer, client, scope) = (ClientOptions.Issuer(), ClientOptions.ClientId(), ClientOptions.Scope());
        var (output, json) = (TokenOutput.OutOption(), TokenOutput.JsonOption());
        var command = new Command(
            "login",
            "Obtain an access token for yourself with a browser (device flow); stores nothing unless --out is given")
        {
            issuer, client, scope, output, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var oauth = new OAuthClient(ClientOptions.Required(parse, issuer, "SSHGATE_ISSUER"));
            var token = await LoginAsync(
                oauth,
                ClientOptions.Required(parse, client, "SSHGATE_CLIENT_ID"),
                ClientOptions.Value(parse, scope, "SSHGATE_SCOPE"),
                parse.InvocationConfiguration.Error,
                TimeProvider.System,
                cancellationToken);
            await TokenOutput.WriteAsync(token, parse.GetValue(output), parse.GetValue(json), parse.InvocationConfiguration);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<TokenResponse> LoginAsync(
        OAuthClient oauth,
        string client,
        string? scope,
        TextWriter messages,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var device = await oauth.AuthorizeDeviceAsync(client, scope, cancellationToken);
        await messages.WriteLineAsync($"Open  {Printable.Escape(device.VerificationUriComplete ?? device.VerificationUri)}");
        await messages.WriteLineAsync($"Code  {Printable.Escape(device.UserCode)}");
        await messages.WriteLineAsync("Waiting for you to approve there …");

        var started = time.GetTimestamp();
        var interval = device.Interval;
        while (time.GetElapsedTime(started) < device.ExpiresIn)
        {
            await Task.Delay(interval, time, cancellationToken);
            var (token, error) = await oauth.RedeemDeviceAsync(client, device.DeviceCode, cancellationToken);
            switch (error)
            {
                case null:
                    return token!;
                case "authorization_pending":
                    break;
                case "slow_down":
                    interval += SlowDown;
                    break;
                case "access_denied":
                    throw new CliException(ExitCodes.Denied, "the login was denied in the browser");
                default:
                    throw new CliException(ExitCodes.Denied, $"the issuer refused: {Printable.Escape(error)}", "start again");
            }
        }

        throw new CliException(ExitCodes.Denied, "the code has expired", "start again and approve it sooner");
    }
}

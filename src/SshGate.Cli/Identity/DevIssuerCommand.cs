using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using SshGate.Gateway.Identity.Development;
using SshGate.Terminal;

namespace SshGate.Cli.Identity;

/// <summary><c>sshgate dev issuer</c>: runs the development issuer until it is told to end.</summary>
internal static class DevIssuerCommand
{
    public static Command Create()
    {
        var address = new Option<string>("--address") { Description = "A loopback address", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "The port; 0 for any free one", DefaultValueFactory = _ => 8089 };
        var audience = new Option<string>("--audience")
        {
            Description = "The audience of its tokens",
            DefaultValueFactory = _ => "api://sshgate",
        };
        var lifetime = new Option<int>("--lifetime")
        {
            Description = "How long its tokens hold, in seconds",
            DefaultValueFactory = _ => 3600,
        };
        var json = new Option<bool>("--json") { Description = "One JSON document on stdout when it is ready" };
        var command = new Command("issuer", "Run an OIDC issuer on loopback that believes everyone; its keys live as long as it runs")
        {
            address, port, audience, lifetime, json,
        };
        command.SetAction((parse, cancellationToken) => RunAsync(
            new DevelopmentIssuerOptions
            {
                Address = ParseAddress(parse.GetValue(address)!),
                Port = parse.GetValue(port),
                Audience = parse.GetValue(audience)!,
                TokenLifetime = TimeSpan.FromSeconds(parse.GetValue(lifetime)),
            },
            parse.GetValue(json),
            parse.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        DevelopmentIssuerOptions options,
        bool json,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        await using var issuer = await StartAsync(options, cancellationToken);
        await output.WriteLineAsync(json ? Document(issuer, options) : Text(issuer, options));
        await output.FlushAsync(CancellationToken.None);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Ok;
    }

    private static async Task<DevelopmentIssuer> StartAsync(DevelopmentIssuerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await DevelopmentIssuer.StartAsync(options, TimeProvider.System, cancellationToken);
        }
        catch (ArgumentException refused)
        {
            throw new CliException(ExitCodes.Usage, Printable.Escape(refused.Message), "use 127.0.0.1 or ::1", refused);
        }
        catch (IOException busy)
        {
            throw new CliException(ExitCodes.Unavailable, Printable.Escape(busy.Message), "choose another --port, or 0 for any", busy);
        }
    }

    private static IPAddress ParseAddress(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new CliException(ExitCodes.Usage, $"not an IP address: {Printable.Escape(text)}", "use 127.0.0.1 or ::1");

    private static string Document(DevelopmentIssuer issuer, DevelopmentIssuerOptions options) => new JsonObject
    {
        ["issuer"] = issuer.Issuer.AbsoluteUri,
        ["audience"] = options.Audience,
        ["people"] = new JsonArray([.. options.Users.Select(user => JsonValue.Create(user.Name))]),
        ["agents"] = new JsonArray([.. options.Clients.Select(client => JsonValue.Create(client.Id))]),
    }.ToJsonString();

    private static string Text(DevelopmentIssuer issuer, DevelopmentIssuerOptions options) =>
        $"""
        issuer    {issuer.Issuer}
        audience  {options.Audience}
        people    {string.Join(", ", options.Users.Select(user => $"{user.Name} ({user.Groups[^1]})"))}
        agents    {string.Join(", ", options.Clients.Select(client => client.Id))}

        A token:  sshgate dev token --issuer {issuer.Issuer} --as {options.Clients[0].Id}
        It believes everyone who can reach it, so it listens on loopback only. Ctrl-C ends it.
        """;
}

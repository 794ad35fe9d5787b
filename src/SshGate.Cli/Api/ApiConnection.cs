using System.CommandLine;
using System.Text;
using SshGate.Gateway.Vault;
using SshGate.Ssh;

namespace SshGate.Cli.Api;

/// <summary>The options of every verb that talks to a gate: where it is and who calls.</summary>
internal sealed class ApiConnection
{
    // As long as a gate takes; see Identity:MaxTokenBytes.
    private const int MaxTokenBytes = 64 * 1024;

    private static readonly Uri DefaultAddress = new("http://127.0.0.1:8022");

    private readonly Option<string?> _address = new("--api")
    {
        Description = $"The gate's API [SSHGATE_API; default {DefaultAddress.GetLeftPart(UriPartial.Authority)}]",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "File with your access token, mode 0600 [SSHGATE_TOKEN_FILE, or the token itself in SSHGATE_TOKEN]",
    };

    private readonly Option<bool> _json = new("--json") { Description = "JSON on stdout" };

    /// <summary>Adds the options to a verb.</summary>
    public static ApiConnection AddTo(Command command)
    {
        var connection = new ApiConnection();
        command.Options.Add(connection._address);
        command.Options.Add(connection._tokenFile);
        command.Options.Add(connection._json);
        return connection;
    }

    /// <summary>Whether the caller wants JSON.</summary>
    public bool Json(ParseResult parse) => parse.GetValue(_json);

    /// <summary>The client; the caller disposes of it.</summary>
    public ApiClient Open(ParseResult parse)
    {
        var text = parse.GetValue(_address) ?? FromEnvironment("SSHGATE_API");
        var address = text is null ? DefaultAddress : ReadAddress(text);
        using var token = ReadToken(parse.GetValue(_tokenFile) ?? FromEnvironment("SSHGATE_TOKEN_FILE"));
        return new ApiClient(address, token);
    }

    private static Uri ReadAddress(string text)
    {
        // A token that goes over plain HTTP to another machine is everybody's token.
        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : throw new CliException(
                ExitCodes.Usage,
                $"'{SafeText.Safe(text)}' is no address of a gate's API",
                "https://… is accepted, and http://… on this machine (127.0.0.1, localhost)");
    }

    private static SecretBytes ReadToken(string? file)
    {
        if (file is null)
        {
            return FromEnvironment("SSHGATE_TOKEN") is { } token
                ? new SecretBytes(Encoding.UTF8.GetBytes(token.Trim()))
                : throw new CliException(
                    ExitCodes.Usage,
                    "there is no token",
                    "give --token-file, or set SSHGATE_TOKEN_FILE or SSHGATE_TOKEN; 'sshgate login' obtains a token");
        }

        try
        {
            using var content = PrivateFile.Read(file, MaxTokenBytes);
            return new SecretBytes(content.Span.Trim("\r\n\t "u8));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCodes.BadInput,
                $"the token cannot be read: {SafeText.Safe(failure.Message)}",
                "obtain one with: sshgate login --out FILE",
                failure);
        }
    }

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Vault;
using SshGate.Terminal;

namespace SshGate.Cli.Identity;

/// <summary>Hands a token to its owner: on stdout, or into a file that only he can read.</summary>
internal static class TokenOutput
{
    public static Option<string?> OutOption() => new("--out")
    {
        Description = "Write the token to this file (mode 0600) instead of stdout",
    };

    public static Option<bool> JsonOption() => new("--json") { Description = "One JSON document on stdout" };

    public static async Task WriteAsync(TokenResponse token, string? file, bool json, InvocationConfiguration streams)
    {
        if (file is not null)
        {
            Save(token, file);
        }

        if (json)
        {
            var document = new JsonObject { ["bytes"] = token.AccessToken.Length };
            if (token.ExpiresIn is { } lifetime)
            {
                document["expires_in"] = (int)lifetime.TotalSeconds;
            }

            document[file is null ? "access_token" : "file"] = file ?? token.AccessToken;
            await streams.Output.WriteLineAsync(document.ToJsonString());
        }
        else if (file is null)
        {
            await streams.Output.WriteLineAsync(token.AccessToken);
        }
        else
        {
            await streams.Output.WriteLineAsync($"token of {token.AccessToken.Length} bytes written to {Printable.Escape(file)}");
        }

        if (token.AccessToken.Length > TokenVerifier.OpenSshPasswordLimit)
        {
            await streams.Error.WriteLineAsync(
                $"sshgate: hint: the token has {token.AccessToken.Length} bytes and OpenSSH passes on only"
                + $" {TokenVerifier.OpenSshPasswordLimit} of a password; use 'sshgate askpass' (see its --help)");
        }
    }

    private static void Save(TokenResponse token, string file)
    {
        try
        {
            PrivateFile.Write(file, Encoding.ASCII.GetBytes(token.AccessToken + "\n"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCodes.BadInput,
                $"the token cannot be written to {Printable.Escape(file)}: {Printable.Escape(failure.Message)}",
                "name a file in a folder that you can write to",
                failure);
        }
    }
}

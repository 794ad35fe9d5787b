using System.CommandLine;
using System.Text;
using SshGate.Gateway.Vault;
using SshGate.Ssh;
using SshGate.Terminal;

namespace SshGate.Cli.Identity;

/// <summary>
/// <c>sshgate askpass</c>: hands a token to OpenSSH, which takes no more than 1023 bytes of a password. The gate asks
/// for the
/// rest by keyboard-interactive prompts, and this answers each with its piece.
/// </summary>
internal static class AskpassCommand
{
    /// <summary>As much as the gate takes in eight answers.</summary>
    private const int MaxTokenBytes = 8 * AskpassPrompt.PieceBytes;

    /// <summary>Shown by <c>sshgate askpass --help</c>.</summary>
    private const string HowTo = """
        Write the script for SSH_ASKPASS to this path and end. OpenSSH calls the one program that SSH_ASKPASS names, without
        arguments, so install the script once:

          sshgate askpass --install ~/.ssh/sshgate-askpass --token-file ~/.ssh/sshgate-token
          export SSH_ASKPASS=~/.ssh/sshgate-askpass SSH_ASKPASS_REQUIRE=force
          ssh account+target@gate command

        OpenSSH passes on 1023 bytes of each answer. The gate asks for a longer token in parts (keyboard-interactive), and each
        part is answered with the next 1023 bytes, so leave keyboard-interactive enabled. Other prompts, such as the one for an
        unknown host key, are never answered with the token.
        """;

    public static Command Create()
    {
        var prompt = new Argument<string?>("prompt")
        {
            Description = "The prompt, as OpenSSH passes it on",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var install = new Option<string?>("--install") { Description = HowTo };
        var tokenFile = new Option<string?>("--token-file")
        {
            Description = "With --install: the token file to use unless SSHGATE_TOKEN_FILE is set",
        };
        var json = TokenOutput.JsonOption();
        var command = new Command(
            "askpass",
            "Hand a token to OpenSSH, however long it is; it comes from the file in SSHGATE_TOKEN_FILE (mode 0600) or from SSHGATE_TOKEN")
        {
            prompt, install, tokenFile, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var streams = parse.InvocationConfiguration;
            if (parse.GetValue(install) is { } path)
            {
                await InstallAsync(path, parse.GetValue(tokenFile), parse.GetValue(json), streams);
                return ExitCodes.Ok;
            }

            using var token = ReadToken();
            await streams.Output.WriteLineAsync(Answer(parse.GetValue(prompt) ?? "", token));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task InstallAsync(string path, string? tokenFile, bool json, InvocationConfiguration streams)
    {
        var full = Path.GetFullPath(path);
        try
        {
            AskpassWrapper.Write(full, tokenFile is null ? null : Path.GetFullPath(tokenFile));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCodes.BadInput, $"the script cannot be written: {Printable.Escape(failure.Message)}", null, failure);
        }

        await streams.Output.WriteLineAsync(json
            ? new System.Text.Json.Nodes.JsonObject { ["file"] = full }.ToJsonString()
            : $"export SSH_ASKPASS='{Printable.Escape(full)}' SSH_ASKPASS_REQUIRE=force");
    }

    private static string Answer(string prompt, SecretBytes token)
    {
        // OpenSSH sets the variable when it only wants a yes or shows a notice (ssh_askpass in readpass.c).
        var wantsConsent = Environment.GetEnvironmentVariable("SSH_ASKPASS_PROMPT") is { Length: > 0 };
        if (wantsConsent || !AskpassPrompt.TryAnswer(prompt, token.Span, out var piece))
        {
            throw new CliException(
                ExitCodes.No,
                $"this is not a question for a token: {Printable.Escape(prompt)}",
                "for an unknown host key, connect once without SSH_ASKPASS and compare the fingerprint");
        }

        if (token.Length > AskpassPrompt.PieceBytes && AskpassPrompt.IsSingleAnswer(prompt))
        {
            throw new CliException(
                ExitCodes.No,
                $"the token has {token.Length} bytes, and OpenSSH would cut it at {AskpassPrompt.PieceBytes}",
                "if the gate's reason stands above, see to that; if not, add: -o PreferredAuthentications=keyboard-interactive");
        }

        return Encoding.ASCII.GetString(piece);
    }

    private static SecretBytes ReadToken()
    {
        if (Environment.GetEnvironmentVariable("SSHGATE_TOKEN_FILE") is { Length: > 0 } file)
        {
            try
            {
                using var content = PrivateFile.Read(file, MaxTokenBytes);
                return new SecretBytes(content.Span.TrimEnd("\r\n "u8));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new CliException(
                    ExitCodes.BadInput, Printable.Escape(failure.Message), "obtain a token with: sshgate login --out FILE", failure);
            }
        }

        return Environment.GetEnvironmentVariable("SSHGATE_TOKEN") is { Length: > 0 } token
            ? new SecretBytes(Encoding.UTF8.GetBytes(token.Trim()))
            : throw new CliException(
                ExitCodes.Usage,
                "there is no token",
                "set SSHGATE_TOKEN_FILE to a file that holds one (mode 0600), or SSHGATE_TOKEN to the token itself");
    }
}

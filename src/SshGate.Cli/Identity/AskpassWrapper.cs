using System.Text;
using SshGate.Gateway.Vault;
using SshGate.Policy.Syntax;

namespace SshGate.Cli.Identity;

/// <summary>
/// The small script that OpenSSH can call: <c>SSH_ASKPASS</c> is the path of one program, without arguments, and the
/// prompt is
/// all that it gets.
/// </summary>
internal static class AskpassWrapper
{
    private const UnixFileMode OwnerCanRun = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Write(string path, string? tokenFile) =>
        PrivateFile.Write(path, Encoding.UTF8.GetBytes(Script(Invocation(), tokenFile)), OwnerCanRun);

    public static string Script(IReadOnlyList<string> program, string? tokenFile)
    {
        var text = new StringBuilder("#!/bin/sh\n# Written by 'sshgate askpass --install': answers ssh's prompts with an access token.\n");
        if (tokenFile is not null)
        {
            text.Append($": \"${{SSHGATE_TOKEN_FILE:={Doubled(tokenFile)}}}\"\nexport SSHGATE_TOKEN_FILE\n");
        }

        return text.Append($"exec {string.Join(' ', program.Select(ShellQuoting.Quote))} askpass -- \"$1\"\n").ToString();
    }

    /// <summary>How this very program was started: its own executable, or the dotnet host with its assembly.</summary>
    private static string[] Invocation()
    {
        var process = Environment.ProcessPath ?? "sshgate";
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, "sshgate.dll")]
            : [process];
    }

    /// <summary>For inside double quotes.</summary>
    private static string Doubled(string word)
    {
        var text = new StringBuilder();
        foreach (var character in word)
        {
            text.Append(character is '\\' or '"' or '$' or '`' or '}' ? "\\" : "").Append(character);
        }

        return text.ToString();
    }
}

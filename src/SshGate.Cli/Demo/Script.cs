namespace SshGate.Cli.Demo;

/// <summary>Small shell scripts that the demo's real programs call.</summary>
internal static class Script
{
    /// <summary>Writes a script of <c>/bin/sh</c> that its owner may run.</summary>
    public static async Task WriteAsync(string path, string body, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(path, "#!/bin/sh\n" + body, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

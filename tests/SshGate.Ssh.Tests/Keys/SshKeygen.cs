using System.Diagnostics;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>
/// Runs the real ssh-keygen. Where it is missing, tests skip, or fail if interoperability is required.
/// </summary>
internal static class SshKeygen
{
    public static string Run(params IReadOnlyList<string> arguments) => RunWith([], arguments);

    public static string RunWith(
        IReadOnlyList<(string Name, string Value)> environment, params IReadOnlyList<string> arguments)
    {
        var (exitCode, output, error) = Try(environment, arguments);
        Assert.True(exitCode == 0, $"ssh-keygen {string.Join(' ', arguments)}: {exitCode} {error}");
        return output;
    }

    public static (int ExitCode, string Output, string Error) Try(params IReadOnlyList<string> arguments) =>
        Try([], arguments);

    private static (int ExitCode, string Output, string Error) Try(
        IReadOnlyList<(string Name, string Value)> environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("ssh-keygen")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It prints times of the local zone.
        start.Environment["TZ"] = "UTC";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "ssh-keygen did not end within a minute.");
        return (process.ExitCode, output.GetAwaiter().GetResult().Trim(), error.GetAwaiter().GetResult().Trim());
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            if (Environment.GetEnvironmentVariable("SSHGATE_REQUIRE_INTEROP") == "1")
            {
                throw;
            }

            Assert.Skip("ssh-keygen is not installed.");
            throw;
        }
    }
}

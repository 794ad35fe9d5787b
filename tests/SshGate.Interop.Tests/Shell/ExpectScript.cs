using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Shell;

/// <summary>
/// The real <c>ssh -t</c> under the real <c>expect</c>, as automation uses it: it knows the shell by its prompt alone. The script
/// ends with ssh's own exit status; what did not come in time is named on standard error.
/// </summary>
internal static class ExpectScript
{
    /// <summary>
    /// <c>want RE</c> waits for output, <c>prompt RE</c> for a prompt with this directory and status, <c>run TEXT</c> types a line, <c>end</c>
    /// waits for the end.
    /// </summary>
    private const string Prelude =
        """
        set timeout 60
        set stty_init "rows 24 columns 80"
        proc fail {what} { puts stderr "\nFAILED: $what"; exit 99 }
        proc want {pattern} {
          expect -re $pattern {} timeout { fail "no /$pattern/" } eof { fail "the end before /$pattern/" }
        }
        proc prompt {{where "~"}} { want "\[a-z0-9_-]+@demo:$where\\$ $" }
        proc run {text} { send -- "$text\r" }
        proc end {} {
          expect eof {} timeout { fail "no end" }
          lassign [wait] pid id os status
          exit $status
        }

        """;

    /// <summary>Starts ssh with a terminal, and a script that talks to it.</summary>
    public static RunningProgram Start(
        DemoGate gate, string script, string term = "xterm-256color", IEnumerable<string>? options = null, string? command = null)
    {
        var ssh = gate.Ssh;
        var arguments = new[] { Programs.Ssh }.Concat(ssh.Arguments(command, ["-t", .. options ?? []], null));
        var spawn = "spawn " + string.Join(' ', arguments.Select(argument => $"{{{argument}}}")) + "\n";
        var environment = ssh.AskpassEnvironment(gate.Facts.Agent);
        environment["TERM"] = term;
        return RunningProgram.Start(Programs.Expect, ["-c", Prelude + spawn + script], environment);
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<ProgramResult> RunAsync(DemoGate gate, string script, string term = "xterm-256color")
    {
        await using var expect = Start(gate, script, term);
        return await expect.EndAsync();
    }
}

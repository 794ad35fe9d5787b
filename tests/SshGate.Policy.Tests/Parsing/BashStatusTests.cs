using System.Diagnostics;

namespace SshGate.Policy.Tests.Parsing;

/// <summary>
/// Where <c>bash -n</c> ends with status 0 although the line is no sentence: an error inside <c>[[ ]]</c> or <c>for ((</c> ends
/// the script without one. Such a line is refused here, because bash runs neither it nor anything after it.
/// </summary>
public sealed class BashStatusTests
{
    [Theory]
    [InlineData("for ((i=0;i<3;i++) do ls; done")]
    [InlineData("[[ ]]")]
    [InlineData("[[ a && ]]")]
    public void A_line_that_ends_a_script_without_a_status_is_an_error(string line)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is not installed");
        Assert.NotNull(TestPolicy.Parse(line).Error);
        Assert.Equal("before\n", Bash($"echo before\n{line}\necho after\n"));
    }

    private static string Bash(string script)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, ArgumentList = { "--norc", "--noprofile", "-c", script } };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}

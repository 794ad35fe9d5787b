using System.Globalization;

namespace SshGate.Interop.Tests.Support;

/// <summary>A script with one of Python's SSH libraries as the agent; the scripts say what their verbs do.</summary>
internal static class PythonClient
{
    public static RunningProgram Start(
        string script, DemoGate gate, string tokenFile, params IEnumerable<string> arguments) =>
        RunningProgram.Start(Programs.Python, Arguments(script, gate, tokenFile, arguments));

    public static Task<ProgramResult> RunAsync(
        string script, DemoGate gate, string tokenFile, IEnumerable<string> arguments, byte[]? input = null) =>
        RunningProgram.RunAsync(Programs.Python, Arguments(script, gate, tokenFile, arguments), input: input);

    private static IEnumerable<string> Arguments(
        string script, DemoGate gate, string tokenFile, IEnumerable<string> arguments) =>
    [
        "-W", "ignore",
        Programs.Script(script),
        gate.Facts.Port.ToString(CultureInfo.InvariantCulture),
        gate.Ssh.UserName,
        tokenFile,
        .. arguments,
    ];
}

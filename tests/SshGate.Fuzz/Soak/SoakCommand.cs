namespace SshGate.Fuzz.Soak;

internal static class SoakCommand
{
    public static Task<string> RunAsync(string[] arguments) => Task.FromResult(arguments[0]);
}

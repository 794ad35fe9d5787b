namespace SshGate.Ssh.Tests.Support;

/// <summary>Whether the long runs are asked for: <c>SSHGATE_LONG_TESTS=1</c>.</summary>
internal static class Long
{
    public static bool Tests { get; } = Environment.GetEnvironmentVariable("SSHGATE_LONG_TESTS") == "1";
}

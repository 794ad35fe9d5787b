using System.CommandLine;

namespace SshGate.Cli.Identity;

/// <summary><c>sshgate dev</c>: things for trying the gate out, on loopback only.</summary>
internal static class DevCommand
{
    public static Command Create() => new("dev", "For trying things out on this machine: an issuer that believes everyone")
    {
        DevIssuerCommand.Create(),
        DevTokenCommand.Create(),
    };
}

namespace SshGate.Cli.Tests.Identity;

internal sealed record CommandLineResult(int ExitCode, string Output, string Error);

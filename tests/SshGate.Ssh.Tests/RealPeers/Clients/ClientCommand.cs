namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>A command line.</summary>
internal sealed record ClientCommand(string Program, IEnumerable<string> Arguments, params (string Name, string Value)[] Environment);

namespace SshGate.Cli.Demo;

/// <summary>What the demo was asked to do.</summary>
/// <param name="Directory">All its state; a new temporary folder when null, removed at the end.</param>
/// <param name="SshPort">Port of the gate; 0 takes a free one.</param>
/// <param name="HttpPort">Port of the API; 0 takes a free one.</param>
/// <param name="IssuerPort">Port of the issuer; 0 takes a free one.</param>
/// <param name="Policy">A policy file; null for the built-in default.</param>
/// <param name="Facts">Where to write <see cref="DemoFacts"/>; null for nowhere.</param>
internal sealed record DemoSettings(string? Directory, int SshPort, int HttpPort, int IssuerPort, string? Policy, string? Facts);

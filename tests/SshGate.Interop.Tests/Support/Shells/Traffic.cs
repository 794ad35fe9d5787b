namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>What a gate has sent to a target so far.</summary>
internal readonly record struct Traffic(int Connections, long Bytes);

namespace SshGate.Gateway.Targets;

/// <summary>One machine on the way to another.</summary>
/// <param name="Target">The machine.</param>
/// <param name="Account">The account that the gate uses there.</param>
public sealed record TargetHop(Target Target, TargetAccount Account);

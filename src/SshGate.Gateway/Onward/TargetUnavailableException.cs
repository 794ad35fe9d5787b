namespace SshGate.Gateway.Onward;

/// <summary>The onward leg could not be opened. The message is for the agent: it names the target, no address and no key.</summary>
internal sealed class TargetUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

namespace SshGate.Gateway.Pipeline;

/// <summary>The agent gave a running command up that did not follow its signal. The message is for the agent.</summary>
internal sealed class CommandAbandonedException()
    : Exception("the command did not end by SIGINT and was given up; it may run on at the target until it writes again");

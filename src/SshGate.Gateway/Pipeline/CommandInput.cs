namespace SshGate.Gateway.Pipeline;

/// <summary>Where the standard input of a running command comes from.</summary>
internal abstract class CommandInput
{
    /// <summary>What of the agent's input it lets through, for the audit log.</summary>
    public abstract InputGrant Grant { get; }

    /// <summary>Sends until there is no more, or until the command has ended and the token says so.</summary>
    public abstract Task SendAsync(TargetInput target, CancellationToken cancellationToken);
}

namespace SshGate.Ssh.Server;

/// <summary>The answer to a channel request.</summary>
public abstract record RequestOutcome
{
    private RequestOutcome()
    {
    }

    /// <summary>CHANNEL_FAILURE.</summary>
    public sealed record Refused : RequestOutcome;

    /// <summary>CHANNEL_SUCCESS.</summary>
    public sealed record Accepted : RequestOutcome;

    /// <summary>
    /// CHANNEL_SUCCESS, and then <paramref name="Body"/> runs; the channel is closed when it ends. One per channel
    /// (RFC 4254 §6.5): exec, shell and subsystem requests after it are refused without being asked.
    /// </summary>
    /// <param name="Body">The program; its token is cancelled when the channel or the connection goes away.</param>
    public sealed record Run(Func<CancellationToken, Task> Body) : RequestOutcome;
}

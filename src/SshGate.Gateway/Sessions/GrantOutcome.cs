namespace SshGate.Gateway.Sessions;

/// <summary>The answer to "may this principal work there": a grant, or a refusal in words with its exit status.</summary>
internal abstract record GrantOutcome
{
    private GrantOutcome()
    {
    }

    public sealed record Granted(Grant Grant) : GrantOutcome;

    public sealed record Refused(GateMessage Message, uint ExitStatus) : GrantOutcome;
}

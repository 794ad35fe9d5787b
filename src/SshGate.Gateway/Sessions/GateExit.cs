namespace SshGate.Gateway.Sessions;

/// <summary>The gate's own exit statuses toward the agent; everything else is the target's own, passed through.</summary>
internal static class GateExit
{
    /// <summary>The target cannot be reached, or is not the machine it should be (EX_UNAVAILABLE).</summary>
    public const uint TargetUnavailable = 69;

    /// <summary>The gate failed; nothing more runs (EX_SOFTWARE).</summary>
    public const uint GateFailed = 70;

    /// <summary>Held and not decided: expired or cancelled (EX_TEMPFAIL).</summary>
    public const uint Held = 75;

    /// <summary>Refused by policy or by a person (EX_NOPERM).</summary>
    public const uint Denied = 77;
}

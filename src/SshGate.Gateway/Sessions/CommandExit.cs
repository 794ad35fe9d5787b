namespace SshGate.Gateway.Sessions;

/// <summary>How a command ended, as the agent is told: a status, or the signal that killed it (RFC 4254 §6.10).</summary>
/// <param name="Status">Exit status; meaningless when a signal is named.</param>
/// <param name="Signal">Signal name without SIG, or null.</param>
/// <param name="CoreDumped">The target said that it dumped core.</param>
internal sealed record CommandExit(uint Status, string? Signal = null, bool CoreDumped = false)
{
    /// <summary>For the recording and the audit log.</summary>
    public override string ToString() => Signal is null ? $"{Status}" : Terminal.Printable.Escape(Signal);
}

namespace SshGate.Gateway.Hosting;

/// <summary>The gate did not start; the message says why, the hint what to do next.</summary>
public sealed class GateStartException(string message, string hint, Exception inner) : Exception(message, inner)
{
    /// <summary>What to do next.</summary>
    public string Hint { get; } = hint;
}

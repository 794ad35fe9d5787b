using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.Configuration;

/// <summary>The operator's log, on standard error. Security facts go to the audit log instead.</summary>
public sealed record LoggingOptions
{
    /// <summary>The least severe level that is written.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>One JSON object a line instead of text.</summary>
    public bool Json { get; init; }
}

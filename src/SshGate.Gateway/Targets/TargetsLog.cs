using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.Targets;

/// <summary>Log messages of the catalogue; event ids 1100–1149, next free: 1102.</summary>
internal static partial class TargetsLog
{
    [LoggerMessage(1100, LogLevel.Information, "Took over {File} with {Count} targets")]
    public static partial void Reloaded(ILogger logger, string file, int count);

    [LoggerMessage(1101, LogLevel.Error, "The changed catalogue of targets was not taken over; the last good one stays: {Problem}")]
    public static partial void NotReloaded(ILogger logger, string problem);
}

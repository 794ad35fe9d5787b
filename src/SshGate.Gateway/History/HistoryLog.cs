using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.History;

/// <summary>Diagnostics of the histories.</summary>
internal static partial class HistoryLog
{
    [LoggerMessage(3201, LogLevel.Error, "What principals did could not be stored; it is kept in memory and tried again")]
    public static partial void NotStored(ILogger logger, Exception failure);
}

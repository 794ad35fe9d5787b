using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.Approvals;

/// <summary>Diagnostics of the approval queue; facts for the auditor go to the audit log.</summary>
internal static partial class ApprovalsLog
{
    [LoggerMessage(3001, LogLevel.Warning, "{Count} held requests of an earlier run were cancelled: their sessions are gone")]
    public static partial void Recovered(ILogger logger, int count);

    [LoggerMessage(3002, LogLevel.Error, "What time did to held requests could not be stored; those that ended stay unclaimable")]
    public static partial void TimeNotStored(ILogger logger, Exception failure);

    [LoggerMessage(3003, LogLevel.Error, "The held requests could not be cancelled while stopping; the next start does it")]
    public static partial void StopNotStored(ILogger logger, Exception failure);
}

using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.Api;

/// <summary>Diagnostics of the API; facts for the auditor go to the audit log.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(3101, LogLevel.Error, "A call of the API failed")]
    public static partial void CallFailed(ILogger logger, Exception failure);
}

using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.Identity;

/// <summary>Log messages of identity; event ids 1000–1099, next free: 1003.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(1000, LogLevel.Information, "Fetched {Count} signature keys of issuer {Issuer}")]
    public static partial void KeysFetched(ILogger logger, string issuer, int count);

    [LoggerMessage(1001, LogLevel.Warning, "The keys of issuer {Issuer} could not be fetched: {Kind}: {Reason}")]
    public static partial void KeysUnavailable(ILogger logger, string issuer, string kind, string reason);

    [LoggerMessage(1002, LogLevel.Error, "A token could not be examined; it was refused: {Kind}")]
    public static partial void TokenCheckFailed(ILogger logger, string kind);
}

using System.Net;
using Microsoft.Extensions.Logging;

namespace SshGate.Gateway;

/// <summary>
/// The operator's log: diagnostics. Security facts are audit events. Text from agents, targets and tokens is escaped before it
/// comes here. Event ids are stable; the next free one is 1015.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "The gate listens for SSH on {Address}; policy {Policy}")]
    public static partial void Listening(ILogger logger, IPEndPoint address, string policy);

    [LoggerMessage(1001, LogLevel.Information, "The API listens on {Address}")]
    public static partial void ApiListening(ILogger logger, Uri address);

    [LoggerMessage(1002, LogLevel.Information, "The gate stops: no new connections; {Sessions} sessions are ended")]
    public static partial void Stopping(ILogger logger, int sessions);

    [LoggerMessage(1003, LogLevel.Information, "Host key {KeyType} {Fingerprint}")]
    public static partial void HostKey(ILogger logger, string keyType, string fingerprint);

    [LoggerMessage(1004, LogLevel.Information, "Policy {File} taken over, version {Version}")]
    public static partial void PolicyLoaded(ILogger logger, string file, string version);

    [LoggerMessage(1005, LogLevel.Error, "The changed policy is refused and the one before stays in force: {Problem}")]
    public static partial void PolicyRefused(ILogger logger, string problem);

    [LoggerMessage(1006, LogLevel.Information, "Login from {Source} refused: {Reason}")]
    public static partial void AuthenticationRefused(ILogger logger, IPEndPoint? source, string reason);

    [LoggerMessage(1007, LogLevel.Warning, "Target {Target} at {Address} is not available: {Problem} {HostKeys}")]
    public static partial void TargetUnavailable(ILogger logger, string target, string address, string problem, string hostKeys);

    [LoggerMessage(1008, LogLevel.Warning, "Session {Session} failed")]
    public static partial void SessionFailed(ILogger logger, string session, Exception failure);

    [LoggerMessage(1009, LogLevel.Debug, "The agent of session {Session} could not be told how it ended: {Problem}")]
    public static partial void AgentNotTold(ILogger logger, string session, string problem);

    [LoggerMessage(1010, LogLevel.Error, "The recording of session {Session} cannot be written or sealed: {Problem}")]
    public static partial void RecordingFailed(ILogger logger, string session, string problem);

    [LoggerMessage(1011, LogLevel.Critical, "The audit log cannot be written; session {Session} was ended")]
    public static partial void AuditFailed(ILogger logger, string session, Exception failure);

    [LoggerMessage(1012, LogLevel.Error, "Looking for a changed policy failed")]
    public static partial void RefreshFailed(ILogger logger, Exception failure);

    [LoggerMessage(1013, LogLevel.Warning, "The master key {File} was created; keep a copy of it apart from the keys it opens")]
    public static partial void MasterKeyCreated(ILogger logger, string file);

    [LoggerMessage(1014, LogLevel.Warning, "Target {Target} has a host key that is not pinned: {KeyType} {Fingerprint}. Compare it with the machine; then this accepts it: {Command}")]
    public static partial void HostKeyAnnounced(ILogger logger, string target, string keyType, string fingerprint, string command);
}

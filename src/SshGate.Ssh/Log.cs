using Microsoft.Extensions.Logging;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh;

/// <summary>
/// Every log message of this project; the next free event id is 1021. Text of a peer is escaped by the caller
/// (<see cref="PeerText"/>) before it comes here.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Debug, "Peer identifies as {Version}")]
    public static partial void PeerVersion(ILogger logger, string version);

    [LoggerMessage(1001, LogLevel.Debug, "Key exchange done: {Algorithms}")]
    public static partial void KeysChanged(ILogger logger, SshAlgorithms algorithms);

    [LoggerMessage(1002, LogLevel.Debug, "Connection ended: {Reason} {Text} (by peer: {ByPeer})")]
    public static partial void ConnectionEnded(ILogger logger, DisconnectReason reason, string text, bool byPeer);

    [LoggerMessage(1003, LogLevel.Error, "Connection ends because of a fault of ours")]
    public static partial void ConnectionFault(ILogger logger, Exception exception);

    [LoggerMessage(1004, LogLevel.Debug, "Login of {User} by {Method}: {Outcome}")]
    public static partial void LoginAttempt(ILogger logger, string user, string method, string outcome);

    [LoggerMessage(1005, LogLevel.Error, "The authenticator failed; the attempt counts as refused")]
    public static partial void AuthenticatorFault(ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Error, "A handler of a channel failed; the channel is closed")]
    public static partial void ChannelFault(ILogger logger, Exception exception);

    [LoggerMessage(1007, LogLevel.Error, "A handler of a connection failed")]
    public static partial void HandlerFault(ILogger logger, Exception exception);

    [LoggerMessage(1008, LogLevel.Debug, "Dropped an answer that nobody asked for: {Message}")]
    public static partial void UnsolicitedAnswer(ILogger logger, string message);

    [LoggerMessage(1009, LogLevel.Information, "Listening on {EndPoint}")]
    public static partial void Listening(ILogger logger, string endPoint);

    [LoggerMessage(1010, LogLevel.Warning, "Connection from {Source} dropped at the door: {Reason}")]
    public static partial void Dropped(ILogger logger, string source, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "Accepting a connection failed; trying again")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(1012, LogLevel.Error, "A connection could not be set up")]
    public static partial void SetupFault(ILogger logger, Exception exception);

    [LoggerMessage(1013, LogLevel.Debug, "Server banner: {Text}")]
    public static partial void Banner(ILogger logger, string text);

    [LoggerMessage(1014, LogLevel.Debug, "Server refuses {Method}; it would continue with {Methods}")]
    public static partial void MethodRefused(ILogger logger, string method, string methods);

    [LoggerMessage(1015, LogLevel.Debug, "Connection {Id} from {Source}")]
    public static partial void Accepted(ILogger logger, long id, string source);

    [LoggerMessage(1030, LogLevel.Debug, "The certificate {Certificate} is not good here: {Problem}")]
    public static partial void CertificateRefused(ILogger logger, string certificate, SshCertificateProblem problem);

    [LoggerMessage(1016, LogLevel.Debug, "Peer asks for global request {Name}")]
    public static partial void GlobalRequest(ILogger logger, string name);

    [LoggerMessage(1017, LogLevel.Warning, "{Count} more connections were dropped at the door in the last minute or longer")]
    public static partial void DroppedMore(ILogger logger, long count);

    [LoggerMessage(1018, LogLevel.Warning, "Source {Source} is refused for {Time}: {Kind}")]
    public static partial void Penalised(ILogger logger, string source, TimeSpan time, Server.PenaltyKind kind);

    [LoggerMessage(1019, LogLevel.Debug, "Connection through proxy {Proxy} is for {Source}")]
    public static partial void Proxied(ILogger logger, string proxy, string source);

    [LoggerMessage(1020, LogLevel.Debug, "Server announces {Count} host keys, {Proven} of them proven")]
    public static partial void HostKeysProven(ILogger logger, int count, int proven);
}

using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// The one table of what a peer may send when (RFC 4253 §7.1, §11; RFC 4252 §6; RFC 4254 §9). What is not listed is
/// forbidden, so a message added to the protocol is refused until a line here admits it (compare CVE-2018-10933,
/// CVE-2025-32433).
/// </summary>
internal static class MessageTable
{
    /// <param name="role">Our side; the peer is the other one.</param>
    /// <param name="phase">How far the connection is.</param>
    /// <param name="kex">What the peer may send of a key exchange.</param>
    /// <param name="strict">True while strict key exchange bans everything else, that is during a strict first exchange.</param>
    /// <param name="message">The message number.</param>
    public static PacketRoute Route(SshRole role, SshPhase phase, KexPhase kex, bool strict, MessageId message) =>
        (kex, phase) switch
        {
            (KexPhase.Method, _) => DuringMethod(role, phase, strict, message),
            (KexPhase.NewKeys, _) => message == MessageId.NewKeys
                ? PacketRoute.NewKeys
                : DuringKex(phase, strict, message),
            (KexPhase.Idle, SshPhase.KeyExchange) => message == MessageId.KexInit
                ? PacketRoute.KexInit
                : Generic(strict, message),
            (KexPhase.Idle, SshPhase.Service) => InService(role, message),
            (KexPhase.Idle, SshPhase.Authentication) => InAuthentication(role, message),
            (KexPhase.Idle, SshPhase.Connection) => InConnection(role, message),
            _ => PacketRoute.Forbidden,
        };

    private static PacketRoute DuringMethod(SshRole role, SshPhase phase, bool strict, MessageId message) => (message, role) switch
    {
        (MessageId.KexEcdhInit, SshRole.Server) => PacketRoute.KexMethod,
        (MessageId.KexEcdhReply, SshRole.Client) => PacketRoute.KexMethod,
        _ => DuringKex(phase, strict, message),
    };

    // RFC 4253 §7.1 forbids the peer to send RFC 4254 messages here, but asyncssh up to 2.10 does in a rekey, and OpenSSH
    // takes them. They are protected by the old key and follow a login, so nothing depends on refusing them.
    private static PacketRoute DuringKex(SshPhase phase, bool strict, MessageId message) => message switch
    {
        >= MessageId.GlobalRequest and <= MessageId.ChannelFailure when phase == SshPhase.Connection => Rfc4254(message),
        _ => Generic(strict, message),
    };

    // Legal at any time (RFC 4253 §7.1), except in a strict first key exchange, where an injected IGNORE would shift the
    // sequence numbers (CVE-2023-48795). UNIMPLEMENTED may answer what was sent just before a rekey.
    private static PacketRoute Generic(bool strict, MessageId message) => message switch
    {
        MessageId.Disconnect => PacketRoute.Disconnect,
        MessageId.Ignore or MessageId.Debug or MessageId.Unimplemented => strict ? PacketRoute.Forbidden : PacketRoute.Ignored,
        _ => PacketRoute.Forbidden,
    };

    // No KEXINIT here nor in the next one: a peer without a login may make us compute one key exchange, not many.
    private static PacketRoute InService(SshRole role, MessageId message) => (message, role) switch
    {
        (MessageId.ServiceRequest, SshRole.Server) => PacketRoute.ServiceRequest,
        (MessageId.ServiceAccept, SshRole.Client) => PacketRoute.ServiceAccept,
        (MessageId.ExtInfo, _) => PacketRoute.ExtInfo,
        _ => Running(message),
    };

    private static PacketRoute InAuthentication(SshRole role, MessageId message) => (message, role) switch
    {
        (MessageId.UserAuthRequest or MessageId.UserAuthInfoResponse, SshRole.Server) => PacketRoute.Authentication,
        (MessageId.UserAuthFailure or MessageId.UserAuthSuccess or MessageId.UserAuthBanner or MessageId.UserAuthPkOk,
            SshRole.Client) => PacketRoute.Authentication,
        (MessageId.ExtInfo, SshRole.Client) => PacketRoute.ExtInfo,
        _ => Running(message),
    };

    private static PacketRoute InConnection(SshRole role, MessageId message) => (message, role) switch
    {
        (MessageId.KexInit, _) => PacketRoute.KexInit,

        // RFC 4252 §5.1: requests after the success are ignored silently.
        (MessageId.UserAuthRequest, SshRole.Server) => PacketRoute.Ignored,
        ( >= MessageId.GlobalRequest and <= MessageId.ChannelFailure, _) => Rfc4254(message),
        ( > MessageId.Pong, _) => PacketRoute.Unimplemented,
        _ => Running(message),
    };

    private static PacketRoute Rfc4254(MessageId message) => message switch
    {
        >= MessageId.GlobalRequest and <= MessageId.RequestFailure => PacketRoute.Connection,
        >= MessageId.ChannelOpen and <= MessageId.ChannelFailure => PacketRoute.Connection,
        _ => PacketRoute.Forbidden,
    };

    private static PacketRoute Running(MessageId message) => message switch
    {
        MessageId.Ping => PacketRoute.Ping,
        _ => Generic(strict: false, message),
    };
}

namespace SshGate.Ssh.Wire;

/// <summary>
/// Message numbers of RFC 4250 §4.1.2, EXT_INFO and NEWCOMPRESS of RFC 8308 §2.3 and §3.2, the key exchange numbers of
/// RFC 4253 §8, RFC 4419 §5 and RFC 5656 §7.1, and OpenSSH's ping (PROTOCOL 1.9).
/// 30..49 and 60..79 mean what the running key exchange or authentication method says, hence the aliases.
/// </summary>
internal enum MessageId : byte
{
    None = 0,
    Disconnect = 1,
    Ignore = 2,
    Unimplemented = 3,
    Debug = 4,
    ServiceRequest = 5,
    ServiceAccept = 6,
    ExtInfo = 7,
    NewCompress = 8,

    KexInit = 20,
    NewKeys = 21,

    KexEcdhInit = 30,
    KexDhInit = KexEcdhInit,
    KexDhGexRequestOld = KexEcdhInit,
    KexEcdhReply = 31,
    KexDhReply = KexEcdhReply,
    KexDhGexGroup = KexEcdhReply,
    KexDhGexInit = 32,
    KexDhGexReply = 33,
    KexDhGexRequest = 34,

    UserAuthRequest = 50,
    UserAuthFailure = 51,
    UserAuthSuccess = 52,
    UserAuthBanner = 53,

    UserAuthPkOk = 60,
    UserAuthPasswordChangeRequest = UserAuthPkOk,
    UserAuthInfoRequest = UserAuthPkOk,
    UserAuthInfoResponse = 61,

    GlobalRequest = 80,
    RequestSuccess = 81,
    RequestFailure = 82,

    ChannelOpen = 90,
    ChannelOpenConfirmation = 91,
    ChannelOpenFailure = 92,
    ChannelWindowAdjust = 93,
    ChannelData = 94,
    ChannelExtendedData = 95,
    ChannelEof = 96,
    ChannelClose = 97,
    ChannelRequest = 98,
    ChannelSuccess = 99,
    ChannelFailure = 100,

    Ping = 192,
    Pong = 193,
}

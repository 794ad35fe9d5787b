namespace SshGate.Ssh.Transport;

/// <summary>The caps of one connection; each default says where its number comes from.</summary>
public sealed record SshLimits
{
    /// <summary>Largest packet before a login: what RFC 4253 §6.1 obliges everyone to accept. Default 35000 bytes.</summary>
    public int MaxPacketBeforeLogin { get; init; } = 35_000;

    /// <summary>
    /// Packets before a login: IGNORE, DEBUG and PING are legal and cost the sender nothing. A login with all its attempts
    /// and challenges takes some 250. Default 1000.
    /// </summary>
    public int MaxPacketsBeforeLogin { get; init; } = 1000;

    /// <summary>Largest packet after the login: OpenSSH's PACKET_MAX_SIZE. Default 256 KiB.</summary>
    public int MaxPacket { get; init; } = 256 * 1024;

    /// <summary>
    /// Credit granted per channel, and so the most that a channel buffers: OpenSSH's 64 packets of 32 KiB. Default 2 MiB.
    /// </summary>
    public int ChannelWindow { get; init; } = 2 * 1024 * 1024;

    /// <summary>Largest data packet accepted and sent on a channel, as OpenSSH. Default 32 KiB.</summary>
    public int ChannelPacket { get; init; } = 32 * 1024;

    /// <summary>Channels per connection, those whose handlers still run included. OpenSSH allows 10 sessions. Default 64.</summary>
    public int MaxChannels { get; init; } = 64;

    /// <summary>
    /// Requests that wait for a slow handler, per channel and for global requests: `SendEnv *` sends a whole environment at
    /// once, which has some hundred variables. Default 256.
    /// </summary>
    public int MaxQueuedRequests { get; init; } = 256;

    /// <summary>
    /// Bytes of those requests beside the first: two of the largest, and 64 channels then hold 32 MiB. Default 512 KiB.
    /// </summary>
    public int MaxQueuedRequestBytes { get; init; } = 512 * 1024;

    /// <summary>
    /// Bytes that may wait for a peer which does not read, beside channel data, which waits at its writer: room for tens of
    /// thousands of answers. Beyond it the connection ends. Default 1 MiB.
    /// </summary>
    public int MaxQueuedOutput { get; init; } = 1024 * 1024;

    /// <summary>
    /// The same before a login, when the answers are few and a stranger's PING is echoed: one of the largest, and the
    /// longest challenge. Default 64 KiB.
    /// </summary>
    public int MaxQueuedOutputBeforeLogin { get; init; } = 64 * 1024;

    /// <summary>Failed login attempts before the connection ends, as OpenSSH's MaxAuthTries. Default 6.</summary>
    public int MaxAuthTries { get; init; } = 6;

    /// <summary>Authentication requests of any kind, `none` and unknown methods included. Default 20.</summary>
    public int MaxAuthRequests { get; init; } = 20;

    /// <summary>Challenges of one keyboard-interactive dialog: eight pieces of 1023 bytes carry an 8 KiB token. Default 10.</summary>
    public int MaxChallenges { get; init; } = 10;

    /// <summary>From the first byte to the login, absolute. OpenSSH has 120 s. Default 60 s.</summary>
    public TimeSpan LoginGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From our KEXINIT to the peer's NEWKEYS of a rekey. Default 60 s.</summary>
    public TimeSpan RekeyDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes under one key and direction before a rekey (RFC 4253 §9 advises 1 GB). Default 1 GiB.</summary>
    public long RekeyBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Packets under one key and direction before a rekey (RFC 4344 §3.1 advises 2^31; the nonce of chacha20-poly1305 is
    /// the 32-bit sequence number). Default 2^28.
    /// </summary>
    public long RekeyPackets { get; init; } = 1L << 28;

    /// <summary>Age of a key before a rekey (RFC 4253 §9). Default 1 h.</summary>
    public TimeSpan RekeyInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Silence after which keepalive@openssh.com asks whether the peer lives; zero never asks. Default 30 s.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the peer may stay silent after that question. Default 60 s.</summary>
    public TimeSpan KeepAliveDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a logged-in connection may be without channel traffic in either direction; the peer is told why it ends.
    /// Keepalives are no traffic; a channel's requests and data are. Zero, the default, sets no limit.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>How long a connection lasts at most; the peer is told why it ends. Zero, the default, sets no limit.</summary>
    public TimeSpan MaxConnectionTime { get; init; }

    /// <summary>How long the last packets may take on a link that is ending. Default 3 s.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(3);
}

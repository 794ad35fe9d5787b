namespace SshGate.Ssh.Connection;

/// <summary>What <see cref="SshChannel.ReadAsync"/> found.</summary>
public enum ChannelReadKind
{
    /// <summary>CHANNEL_DATA (RFC 4254 §5.2).</summary>
    Data,

    /// <summary>CHANNEL_EXTENDED_DATA: the error stream.</summary>
    ExtendedData,

    /// <summary>The peer sends no more data (RFC 4254 §5.3); it may still receive.</summary>
    Eof,

    /// <summary>The channel or its connection is over; from here on every read says so.</summary>
    Closed,
}

namespace SshGate.Ssh.Connection;

/// <summary>Reason codes of CHANNEL_OPEN_FAILURE (RFC 4254 §5.1).</summary>
public enum ChannelOpenFailure : uint
{
    /// <summary>No code was given; not sent by us.</summary>
    None = 0,

    /// <summary>Not permitted.</summary>
    AdministrativelyProhibited = 1,

    /// <summary>The destination could not be reached.</summary>
    ConnectFailed = 2,

    /// <summary>The channel type is unknown.</summary>
    UnknownChannelType = 3,

    /// <summary>Too many channels.</summary>
    ResourceShortage = 4,
}

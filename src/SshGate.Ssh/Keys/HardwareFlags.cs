namespace SshGate.Ssh.Keys;

/// <summary>The flags of an authenticator's signature that SSH looks at (CTAP2 §6.1, "authenticator data").</summary>
[Flags]
internal enum HardwareFlags : byte
{
    None = 0,

    /// <summary>Somebody touched the authenticator.</summary>
    UserPresent = 0x01,

    /// <summary>Somebody proved to the authenticator who they are, with a PIN or a fingerprint.</summary>
    UserVerified = 0x04,
}

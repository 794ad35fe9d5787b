namespace SshGate.Ssh.Keys;

/// <summary>Why a private key file could not be read.</summary>
public enum SshKeyFormatReason
{
    /// <summary>The text is no OpenSSH private key.</summary>
    NotAPrivateKey,

    /// <summary>It is a private key, but of a format, cipher or key type that is not supported.</summary>
    Unsupported,

    /// <summary>The file contradicts itself or ends too early.</summary>
    Damaged,

    /// <summary>The key is encrypted and no passphrase was given.</summary>
    PassphraseNeeded,

    /// <summary>The passphrase does not open the key.</summary>
    WrongPassphrase,
}

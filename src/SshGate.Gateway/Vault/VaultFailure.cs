namespace SshGate.Gateway.Vault;

/// <summary>Why the vault could not do what was asked.</summary>
public enum VaultFailure
{
    /// <summary>The master key is missing, unreadable or not the one that the vault was made with.</summary>
    Locked,

    /// <summary>There is no such key or version.</summary>
    NotFound,

    /// <summary>A key of that name is there already.</summary>
    Exists,

    /// <summary>Not a name that a key may have.</summary>
    BadName,

    /// <summary>The key is kept for another purpose.</summary>
    WrongPurpose,

    /// <summary>A file of the vault was changed or is not complete.</summary>
    Damaged,

    /// <summary>The text to import is not a private key that can be read.</summary>
    NotAKey,

    /// <summary>The folder or a file in it cannot be read or written.</summary>
    Unusable,
}

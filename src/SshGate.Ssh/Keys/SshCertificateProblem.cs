namespace SshGate.Ssh.Keys;

/// <summary>Why a certificate, genuine as it is, is not good for a use.</summary>
public enum SshCertificateProblem
{
    /// <summary>A user certificate where a host's is needed, or the other way round.</summary>
    WrongKind,

    /// <summary>Its time has not begun.</summary>
    NotYetValid,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It lists no names. Some programs take that for every name.</summary>
    NoPrincipals,

    /// <summary>It does not list the name.</summary>
    NameNotListed,

    /// <summary>It has a critical option that nobody here enforces.</summary>
    UnknownCriticalOption,

    /// <summary>The data of an option is malformed.</summary>
    MalformedOption,

    /// <summary>It may not be used from this address.</summary>
    AddressNotAllowed,
}

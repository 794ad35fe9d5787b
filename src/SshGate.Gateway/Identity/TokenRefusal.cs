namespace SshGate.Gateway.Identity;

/// <summary>Why a token was refused: for the audit record and the metrics.</summary>
public enum TokenRefusal
{
    /// <summary>Nothing was presented.</summary>
    Empty,

    /// <summary>Longer than <see cref="IdentityOptions.MaxTokenBytes"/>.</summary>
    TooLarge,

    /// <summary>The SSH client cut the token at 1023 bytes.</summary>
    Cut,

    /// <summary>Not a JSON Web Token in compact form (RFC 7515 §7.1), or one with ambiguous JSON.</summary>
    Malformed,

    /// <summary>An encrypted token (RFC 7516); the gate has no key to open one.</summary>
    Encrypted,

    /// <summary>The signature algorithm is not on the allow list.</summary>
    AlgorithmNotAllowed,

    /// <summary>The header's <c>typ</c> says that this is not an access token.</summary>
    TypeNotAllowed,

    /// <summary>
    /// The header carries a parameter that the gate does not take from a token (a key, a key address, <c>crit</c>).
    /// </summary>
    HeaderNotAllowed,

    /// <summary>The header names no key.</summary>
    KeyIdMissing,

    /// <summary>The issuer publishes no such key.</summary>
    KeyUnknown,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid,

    /// <summary>The issuer is not configured.</summary>
    IssuerUnknown,

    /// <summary>Issued by an Okta organization server: such tokens are opaque to anyone but Okta.</summary>
    OrganizationServer,

    /// <summary>Issued for another audience.</summary>
    AudienceWrong,

    /// <summary>An ID token, which proves a login to one application and authorizes nothing.</summary>
    IdToken,

    /// <summary>Bound to a key (<c>cnf</c>, RFC 7800) whose possession a password cannot prove.</summary>
    ProofRequired,

    /// <summary>Past its <c>exp</c>.</summary>
    Expired,

    /// <summary>Before its <c>nbf</c>, or issued in the future.</summary>
    NotYetValid,

    /// <summary>A claim that the gate needs is absent.</summary>
    ClaimMissing,

    /// <summary>A claim has the wrong JSON type or an unusable value.</summary>
    ClaimInvalid,

    /// <summary>The issuer's keys could not be had, so nothing can be verified.</summary>
    Unavailable,
}

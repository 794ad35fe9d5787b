using Microsoft.IdentityModel.Tokens;

namespace SshGate.Gateway.Identity;

/// <summary>The answer to "which key is this?".</summary>
internal abstract record KeyLookup
{
    private KeyLookup()
    {
    }

    public sealed record Found(SecurityKey Key) : KeyLookup;

    /// <summary>The issuer's current keys are known, and it is none of them.</summary>
    public sealed record Unknown : KeyLookup;

    /// <summary>The issuer cannot be asked.</summary>
    public sealed record Unavailable : KeyLookup;
}

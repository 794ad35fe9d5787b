namespace SshGate.Cli.Identity;

/// <summary>A token as its issuer handed it out (RFC 6749 §5.1).</summary>
internal sealed record TokenResponse(string AccessToken, TimeSpan? ExpiresIn)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => "[redacted]";
}

namespace SshGate.Ssh.Server;

/// <summary>What an authenticator answers.</summary>
public abstract record AuthOutcome
{
    private AuthOutcome()
    {
    }

    /// <summary>The login is complete.</summary>
    /// <param name="Handler">What the login buys: without it there is no connection service. The library disposes it.</param>
    public sealed record Accepted(IServerConnectionHandler Handler) : AuthOutcome;

    /// <summary>The attempt failed.</summary>
    /// <param name="Message">Text for the client's SSH_MSG_USERAUTH_BANNER (RFC 4252 §5.4), or null; sanitized by the library.</param>
    public sealed record Rejected(string? Message = null) : AuthOutcome;

    /// <summary>Ask the user (RFC 4256 §3.2); only an answer to keyboard-interactive attempts.</summary>
    /// <param name="Name">A title, may be empty.</param>
    /// <param name="Instruction">Text above the prompts, may be empty.</param>
    /// <param name="Prompts">The prompts, possibly none.</param>
    public sealed record Challenge(string Name, string Instruction, IReadOnlyList<AuthPrompt> Prompts) : AuthOutcome;
}

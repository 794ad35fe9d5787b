namespace SshGate.Policy;

/// <summary>Which shell the account at the target has; the grammar is bash's, other readings can only make a verdict stricter.</summary>
public enum ShellDialect
{
    /// <summary>Some shell of the POSIX family: the worst reading of bash, dash, busybox ash and zsh counts.</summary>
    Posix,

    /// <summary>bash.</summary>
    Bash,

    /// <summary>zsh.</summary>
    Zsh,

    /// <summary>No shell whose grammar is read here: fish, csh, network equipment. Only a rule that names the exact line allows.</summary>
    None,
}

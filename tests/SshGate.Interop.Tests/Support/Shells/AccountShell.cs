namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>The shells that accounts on Debian machines and appliances have.</summary>
public enum AccountShell
{
    /// <summary>Debian's default for people.</summary>
    Bash,

    /// <summary>Debian's <c>/bin/sh</c>.</summary>
    Dash,

    /// <summary>With globs, expansions and quotes of its own.</summary>
    Zsh,

    /// <summary>The <c>ash</c> of containers and appliances.</summary>
    BusyBox,
}

namespace SshGate.Policy.Parsing;

/// <summary>By which shell's grammar a text is read, where it is not bash's.</summary>
internal enum ShellReading
{
    /// <summary>bash 5.2; zsh reads what it accepts in the same way, with the exceptions the analysis knows.</summary>
    Bash,

    /// <summary>dash: POSIX and <c>local</c>, nothing else.</summary>
    Dash,

    /// <summary>busybox ash: dash with <c>function</c>, <c>&amp;&gt;</c>, <c>$'…'</c> and a <c>[[</c> that is a command.</summary>
    Ash,
}

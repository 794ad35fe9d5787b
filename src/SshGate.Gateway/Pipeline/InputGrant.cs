namespace SshGate.Gateway.Pipeline;

/// <summary>What of the agent's input reaches a running command.</summary>
internal enum InputGrant
{
    /// <summary>Everything: data for a program that reads data.</summary>
    All,

    /// <summary>
    /// Everything, for a program that does what it is told by keystrokes: nobody judges those. Only people grant it, for a
    /// limited time, and the record says so.
    /// </summary>
    Ungated,

    /// <summary>
    /// Ctrl-C alone. On a terminal many a reading command opens a pager, and a pager runs what is typed into it
    /// (<c>git log</c>, then <c>!rm x</c>: catalogue C4): keystrokes need a grant of their own.
    /// </summary>
    InterruptOnly,

    /// <summary>What was withheld and judged with the command, and nothing after it.</summary>
    Judged,

    /// <summary>Statements of a database client, each decided for itself.</summary>
    Statements,
}

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>What the agent's input means at the moment.</summary>
internal enum ShellInputMode
{
    /// <summary>Statements: the editor, or the reader of a script, takes it.</summary>
    Idle,

    /// <summary>A statement is decided or runs: input waits, and Ctrl-C is for the statement.</summary>
    Busy,

    /// <summary>An interactive program, approved by a person, gets the keystrokes.</summary>
    Granted,
}

namespace SshGate.Terminal.Editing;

/// <summary>What a piece of the client's input means to the editor.</summary>
internal enum EditKey
{
    /// <summary>Nothing: more bytes are needed, or the input is one that the editor does not know.</summary>
    None,

    /// <summary>A character; in a paste also TAB and LF.</summary>
    Text,

    /// <summary>A byte that is not text: broken UTF-8, or a control character in a paste.</summary>
    Broken,

    /// <summary>The end of the line: CR, LF or CR LF.</summary>
    Enter,

    /// <summary>Ctrl-C.</summary>
    Interrupt,

    /// <summary>Ctrl-D: the end of input on an empty line, else <see cref="Delete"/>.</summary>
    EndOfInput,

    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,

    /// <summary>Removes the character before the cursor.</summary>
    Backspace,

    /// <summary>Removes the character under the cursor.</summary>
    Delete,

    /// <summary>Ctrl-U: everything before the cursor.</summary>
    KillToStart,

    /// <summary>Ctrl-K: everything from the cursor on.</summary>
    KillToEnd,

    /// <summary>Ctrl-W: back to the last blank.</summary>
    KillBlankWord,

    /// <summary>Meta-Backspace: back to the start of a word.</summary>
    KillWordLeft,

    /// <summary>Meta-D: on to the end of a word.</summary>
    KillWordRight,

    /// <summary>Ctrl-Y: what was killed last.</summary>
    Yank,

    /// <summary>The older history entry.</summary>
    Older,

    /// <summary>The newer history entry.</summary>
    Newer,

    /// <summary>Ctrl-R.</summary>
    Search,

    /// <summary>Ctrl-G.</summary>
    Cancel,

    /// <summary>Ctrl-L.</summary>
    ClearScreen,
}

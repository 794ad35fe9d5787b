namespace SshGate.Policy.Statements;

/// <summary>The kinds of SQL token that matter here.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword or unquoted name, in upper case.</summary>
    Word,

    /// <summary>A quoted name.</summary>
    Quoted,

    /// <summary>A string or a number.</summary>
    Literal,

    /// <summary>An operator or a bracket.</summary>
    Symbol,

    /// <summary>The end of a statement.</summary>
    End,

    /// <summary>A client command: a backslash or dot, with the rest of its line.</summary>
    Client,
}

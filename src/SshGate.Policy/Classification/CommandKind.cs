namespace SshGate.Policy.Classification;

/// <summary>How a line of the command table is judged.</summary>
internal enum CommandKind
{
    /// <summary>Read-only as long as its conditions hold.</summary>
    Read,

    /// <summary>Never read-only.</summary>
    Never,

    /// <summary>The first operand is a verb with a line of its own.</summary>
    Verbs,

    /// <summary>Runs its operands as a command, which is judged in turn.</summary>
    Wrap,

    /// <summary>As <see cref="Wrap"/>, but never read-only itself.</summary>
    WrapNever,

    /// <summary>Judged by code of its own.</summary>
    Code,
}

namespace SshGate.Policy;

/// <summary>What a command may do, mildest first; where several apply the last one names the command.</summary>
public enum RiskClass
{
    /// <summary>Provably reads only.</summary>
    Read,

    /// <summary>Takes keystrokes the gate cannot judge.</summary>
    Interactive,

    /// <summary>Creates or changes something.</summary>
    Write,

    /// <summary>What would run cannot be known before it runs.</summary>
    Opaque,

    /// <summary>Changes who the command runs as.</summary>
    Privilege,

    /// <summary>Discloses a secret or sends data away.</summary>
    Exfil,

    /// <summary>Removes, overwrites or stops something.</summary>
    Destructive,
}

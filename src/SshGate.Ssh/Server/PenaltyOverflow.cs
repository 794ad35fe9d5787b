namespace SshGate.Ssh.Server;

/// <summary>What happens when more sources misbehave than are remembered.</summary>
public enum PenaltyOverflow
{
    /// <summary>The penalty that would end first is forgotten.</summary>
    Permissive,

    /// <summary>Nobody gets in until a penalty ends.</summary>
    DenyAll,
}

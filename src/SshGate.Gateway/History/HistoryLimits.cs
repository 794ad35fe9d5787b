namespace SshGate.Gateway.History;

/// <summary>How much is remembered of whom. What falls out of it counts as never seen, which only makes rules stricter.</summary>
internal static class HistoryLimits
{
    /// <summary>Names of commands of one principal on one target; a person's own repertoire is far below.</summary>
    public const int MaxCommands = 512;

    /// <summary>Lines of one principal on one target; 16 bytes each in memory.</summary>
    public const int MaxLines = 2048;

    /// <summary>Rules of one principal whose uses are counted; more than a policy has that limit uses.</summary>
    public const int MaxRules = 256;

    /// <summary>Principals in memory; each costs some 10 to 100 KB when it works a lot.</summary>
    public const int MaxPrincipals = 500;

    /// <summary>Who was not here for so long starts afresh.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(180);

    /// <summary>The most that a killed gate forgets.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(2);
}

namespace SshGate.Gateway.History;

/// <summary>What one principal did on one target. Guarded by its <see cref="PrincipalHistory"/>.</summary>
internal sealed class TargetHistory
{
    public TargetHistory(
        string name,
        string? firstConnection,
        IEnumerable<KeyValuePair<string, long>> commands,
        IEnumerable<KeyValuePair<UInt128, long>> lines)
    {
        Name = name;
        FirstConnection = firstConnection;
        Commands = new RecentSet<string>(HistoryLimits.MaxCommands, commands);
        Lines = new RecentSet<UInt128>(HistoryLimits.MaxLines, lines);
    }

    /// <summary>The target.</summary>
    public string Name { get; }

    /// <summary>The first connection that was granted; null when none was.</summary>
    public string? FirstConnection { get; private set; }

    /// <summary>Whether <see cref="FirstConnection"/> is not stored yet.</summary>
    public bool IsNew { get; set; }

    /// <summary>Names of commands that ran.</summary>
    public RecentSet<string> Commands { get; }

    /// <summary>Digests of lines that ran.</summary>
    public RecentSet<UInt128> Lines { get; }

    public void Connect(string connectionId)
    {
        if (FirstConnection is null)
        {
            FirstConnection = connectionId;
            IsNew = true;
        }
    }
}

namespace SshGate.Cli.Replay;

/// <summary>What a viewer asked for.</summary>
internal sealed record ReplayOptions
{
    public double Speed { get; init; } = 1;

    public TimeSpan IdleLimit { get; init; } = TimeSpan.MaxValue;

    public bool Waits { get; init; } = true;

    public ReplayForm Form { get; init; } = ReplayForm.Screen;

    public bool ShowsMarkers { get; init; }
}

using System.Net;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Vault;
using SshGate.Recording;

namespace SshGate.Gateway.Configuration;

/// <summary>The whole configuration, as <c>appsettings.json</c> gives it. Every key has a default that is safe on one machine.</summary>
public sealed record GateOptions
{
    /// <summary>Where things lie.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>Where agents connect.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>Where approvers and auditors connect.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Whose tokens are accepted.</summary>
    public IdentityOptions Identity { get; init; } = new();

    /// <summary>How the vault is opened.</summary>
    public VaultOptions Vault { get; init; } = new();

    /// <summary>The onward leg.</summary>
    public TargetOptions Targets { get; init; } = new();

    /// <summary>Connections through targets.</summary>
    public ForwardOptions Forwards { get; init; } = new();

    /// <summary>What happens while a command is held.</summary>
    public ApprovalOptions Approvals { get; init; } = new();

    /// <summary>How sessions are recorded.</summary>
    public RecordingOptions Recording { get; init; } = new();

    /// <summary>The operator's log.</summary>
    public LoggingOptions Logging { get; init; } = new();

    /// <summary>The same options with every path absolute, seen from <paramref name="folder"/>.</summary>
    internal GateOptions ResolvePaths(string folder) => this with
    {
        Storage = Storage with
        {
            Data = Path.GetFullPath(Storage.Data, folder),
            Recordings = Path.GetFullPath(Storage.Recordings, folder),
            Keys = Path.GetFullPath(Storage.Keys, folder),
            Targets = Path.GetFullPath(Storage.Targets, folder),
            Policy = Storage.Policy is null ? null : Path.GetFullPath(Storage.Policy, folder),
        },
        Vault = Vault.ResolvePaths(folder),
    };

    /// <summary>What is wrong with the values; nothing when the gate can start with them.</summary>
    internal IEnumerable<ConfigurationProblem> Validate()
    {
        if (!IPEndPoint.TryParse(Ssh.Listen, out _))
        {
            yield return new("$.Ssh.Listen", $"found '{Ssh.Listen}'; an address with a port is accepted, such as 0.0.0.0:2222 or [::]:2222");
        }

        if (!IPEndPoint.TryParse(Api.Listen, out var api) || !IPAddress.IsLoopback(api.Address))
        {
            yield return new("$.Api.Listen", $"found '{Api.Listen}'; a loopback address with a port is accepted, such as 127.0.0.1:8022");
        }

        foreach (var problem in ValidateSsh())
        {
            yield return problem;
        }

        foreach (var problem in Range("$.Targets.ConnectTimeout", Targets.ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5))
            .Concat(Range("$.Approvals.ProgressInterval", Approvals.ProgressInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)))
            .Concat(Range("$.Approvals.InteractiveLimit", Approvals.InteractiveLimit, TimeSpan.FromSeconds(1), TimeSpan.FromHours(12)))
            .Concat(Range("$.Approvals.MaxHeldPerPrincipal", Approvals.MaxHeldPerPrincipal, 1, 10_000))
            .Concat(Range("$.Ssh.CodeInputTimeout", Ssh.CodeInputTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)))
            .Concat(Range("$.Forwards.MaxPerConnection", Forwards.MaxPerConnection, 1, 1024))
            .Concat(Range("$.Forwards.MaxDuration", Forwards.MaxDuration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)))
            .Concat(Range("$.Forwards.IdleTimeout", Forwards.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)))
            .Concat(Forwards.SshPorts.SelectMany(port => Range("$.Forwards.SshPorts", port, 1, ushort.MaxValue)))
            .Concat(Range("$.Recording.SyncInterval", Recording.SyncInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)))
            .Concat(Range("$.Recording.MinimumFreeBytes", Recording.MinimumFreeBytes, Recording.StopBelowFreeBytes, long.MaxValue))
            .Concat(Range("$.Recording.StopBelowFreeBytes", Recording.StopBelowFreeBytes, 1024 * 1024, long.MaxValue))
            .Concat(Range("$.Recording.MaxBytes", Recording.MaxBytes, 1024 * 1024, long.MaxValue)))
        {
            yield return problem;
        }

        foreach (var (path, text) in IdentityOptionsCheck.Problems(Identity))
        {
            yield return new($"$.Identity{path}", text);
        }

        foreach (var (path, text) in Vault.Problems())
        {
            yield return new($"$.Vault{path}", text);
        }
    }

    private IEnumerable<ConfigurationProblem> ValidateSsh() =>
        Range("$.Ssh.LoginGraceTime", Ssh.LoginGraceTime, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10))
            .Concat(Range("$.Ssh.MaxAuthTries", Ssh.MaxAuthTries, 1, 20))
            .Concat(Range("$.Ssh.MaxStartupsBegin", Ssh.MaxStartupsBegin, 2, Ssh.MaxStartupsFull))
            .Concat(Range("$.Ssh.MaxStartupsFull", Ssh.MaxStartupsFull, 1, 100_000))
            .Concat(Range("$.Ssh.MaxStartupsRate", Ssh.MaxStartupsRate, 0, 100))
            .Concat(Range("$.Ssh.MaxStartupsPerSource", Ssh.MaxStartupsPerSource, 1, Ssh.MaxStartupsBegin - 1))
            .Concat(Range("$.Ssh.MaxConnectionsPerSource", Ssh.MaxConnectionsPerSource, 1, 1_000_000))
            .Concat(Range("$.Ssh.MaxConnections", Ssh.MaxConnections, 1, 1_000_000))
            .Concat(Range("$.Ssh.MaxChannels", Ssh.MaxChannels, 1, 1024))
            .Concat(Range("$.Ssh.KeepAliveInterval", Ssh.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)))
            .Concat(RangeOrZero("$.Ssh.IdleTimeout", Ssh.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)))
            .Concat(ValidateWaiting())
            .Concat(RangeOrZero("$.Ssh.MaxConnectionTime", Ssh.MaxConnectionTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)))
            .Concat(ValidatePenalties(Ssh.Penalties))
            .Concat(NetworkList.Problems("$.Ssh.ProxyProtocol.From", Ssh.ProxyProtocol.From))
            .Concat(Range("$.Ssh.ProxyProtocol.HeaderTimeout", Ssh.ProxyProtocol.HeaderTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)));

    /// <summary>What keeps the connection of a held command from being idle is that its agent is told that it still waits.</summary>
    private IEnumerable<ConfigurationProblem> ValidateWaiting() =>
        Ssh.IdleTimeout > TimeSpan.Zero && Ssh.IdleTimeout <= Approvals.ProgressInterval
            ? [new("$.Ssh.IdleTimeout", $"found {Ssh.IdleTimeout}; longer than Approvals.ProgressInterval ({Approvals.ProgressInterval}) is accepted, or held commands would be cut")]
            : [];

    private static IEnumerable<ConfigurationProblem> ValidatePenalties(PenaltyOptions penalties) =>
        Range("$.Ssh.Penalties.AuthFailed", penalties.AuthFailed, TimeSpan.Zero, TimeSpan.FromDays(1))
            .Concat(Range("$.Ssh.Penalties.NoAuth", penalties.NoAuth, TimeSpan.Zero, TimeSpan.FromDays(1)))
            .Concat(Range("$.Ssh.Penalties.Garbage", penalties.Garbage, TimeSpan.Zero, TimeSpan.FromDays(1)))
            .Concat(Range("$.Ssh.Penalties.GraceExceeded", penalties.GraceExceeded, TimeSpan.Zero, TimeSpan.FromDays(1)))
            .Concat(Range("$.Ssh.Penalties.Crash", penalties.Crash, TimeSpan.Zero, TimeSpan.FromDays(1)))
            .Concat(Range("$.Ssh.Penalties.Min", penalties.Min, TimeSpan.Zero, penalties.Max))
            .Concat(Range("$.Ssh.Penalties.Max", penalties.Max, TimeSpan.Zero, TimeSpan.FromDays(1)))
            .Concat(Range("$.Ssh.Penalties.MaxSources", penalties.MaxSources, 1, 1_000_000))
            .Concat(NetworkList.Problems("$.Ssh.Penalties.Exempt", penalties.Exempt));

    private static IEnumerable<ConfigurationProblem> RangeOrZero(string path, TimeSpan found, TimeSpan least, TimeSpan most) =>
        found == TimeSpan.Zero ? [] : Range(path, found, least, most);

    private static IEnumerable<ConfigurationProblem> Range<T>(string path, T found, T least, T most)
        where T : IComparable<T>
    {
        if (found.CompareTo(least) < 0 || found.CompareTo(most) > 0)
        {
            yield return new(path, $"found {found}; {least} to {most} is accepted");
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace SshGate.Ssh.Server;

/// <summary>Remembers which sources misbehaved, and for how long they are refused. Thread-safe.</summary>
internal sealed class Penalties(SshPenaltyOptions options, TimeProvider time)
{
    private readonly Lock _sync = new();
    private readonly PenaltyTable _ipv4 = new(options);
    private readonly PenaltyTable _ipv6 = new(options);
    private readonly long _started = time.GetTimestamp();

    /// <summary>Why the address is refused now, or null.</summary>
    public string? Refusal(IPAddress address)
    {
        address = SourceNetwork.Normalize(address);
        if (SourceNetwork.AnyContains(options.Exempt, address))
        {
            return null;
        }

        lock (_sync)
        {
            var now = time.GetElapsedTime(_started);
            var table = TableOf(address);
            return table.RefusesAll(now)
                ? "penalty: too many sources misbehave"
                : table.Active(SourceNetwork.Of(address), now) is { } kind ? Explain(kind) : null;
        }
    }

    /// <summary>A connection from there ended without a login. Returns how long the source is refused, if that begins now.</summary>
    public TimeSpan? Add(IPAddress address, PenaltyKind kind)
    {
        address = SourceNetwork.Normalize(address);
        if (options.Of(kind) <= TimeSpan.Zero || SourceNetwork.AnyContains(options.Exempt, address))
        {
            return null;
        }

        lock (_sync)
        {
            return TableOf(address).Add(SourceNetwork.Of(address), kind, time.GetElapsedTime(_started));
        }
    }

    private static string Explain(PenaltyKind kind) => kind switch
    {
        PenaltyKind.NoAuth => "penalty: connections without an attempt to log in",
        PenaltyKind.AuthFailed => "penalty: failed logins",
        PenaltyKind.Garbage => "penalty: connections that are not SSH",
        PenaltyKind.GraceExceeded => "penalty: login grace time exceeded",
        PenaltyKind.Crash => "penalty: caused a fault",
    };

    private PenaltyTable TableOf(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? _ipv6 : _ipv4;
}

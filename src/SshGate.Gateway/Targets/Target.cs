using SshGate.Policy;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Targets;

/// <summary>A machine behind the gate, as the catalogue has it.</summary>
public sealed record Target
{
    /// <summary>The name that agents use: <c>account+name@gate</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Host name or IP address.</summary>
    public required string Host { get; init; }

    /// <summary>The port of its SSH server.</summary>
    public int Port { get; init; } = 22;

    /// <summary>The host keys that the gate accepts from it; at least one, or an authority.</summary>
    public required IReadOnlyList<SshPublicKey> HostKeys { get; init; }

    /// <summary>The authorities whose host certificates the gate accepts from it, when they are for <see cref="Host"/>.</summary>
    public IReadOnlyList<SshPublicKey> HostAuthorities { get; init; } = [];

    /// <summary>The target through which it is reached; null when it is dialled directly.</summary>
    public TargetJump? Jump { get; init; }

    /// <summary>
    /// The machines before it, the first to be dialled first, as the catalogue had them when it was read; at most
    /// 3, and none without <see cref="Jump"/>.
    /// </summary>
    public IReadOnlyList<TargetHop> Route { get; init; } = [];

    /// <summary>Broken algorithms that this machine cannot do without, by their names in the file; empty for nearly all.</summary>
    public IReadOnlyList<string> InsecureAlgorithms { get; init; } = [];

    /// <summary>Which shell its accounts have; a line is judged by the worst reading of those it may be.</summary>
    public ShellDialect Shell { get; init; } = ShellDialect.Posix;

    /// <summary>What the policy tells apart: <c>production</c>, <c>staging</c> …; empty when nothing is said.</summary>
    public string Environment { get; init; } = "";

    /// <summary>More for the policy: name to value.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The accounts that can be used there; at least one.</summary>
    public required IReadOnlyList<TargetAccount> Accounts { get; init; }

    /// <summary>The account for agents who name none; null makes the only account the default.</summary>
    public string? DefaultAccount { get; init; }

    /// <summary>The account of this name, or the default one for null; null when there is none.</summary>
    public TargetAccount? FindAccount(string? name) => (name ?? DefaultAccount) is { } wanted
        ? Accounts.FirstOrDefault(account => account.Name == wanted)
        : Accounts is [var only] ? only : null;
}

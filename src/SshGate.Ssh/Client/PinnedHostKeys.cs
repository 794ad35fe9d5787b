using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Client;

/// <summary>Accepts exactly the given keys.</summary>
/// <param name="keys">The keys that the server may have.</param>
public sealed class PinnedHostKeys(IReadOnlyList<SshPublicKey> keys) : IHostKeyVerifier
{
    /// <summary>
    /// The algorithms that lead to these keys, best first, for <see cref="SshClientOptions.HostKeyAlgorithms"/>: a server
    /// with several keys then shows the pinned one.
    /// </summary>
    public IReadOnlyList<string> Algorithms { get; } =
        [.. keys.SelectMany(key => AlgorithmTable.SignaturesOf(key.KeyType)).Distinct()];

    /// <inheritdoc/>
    public ValueTask<bool> VerifyAsync(SshPublicKey hostKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(keys.Contains(hostKey));
}

using System.IO.Pipelines;
using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Client;

/// <summary>
/// Asks a server for its host keys, one handshake per key type, without logging in. What it returns is what answered at that
/// address now: a person has to compare it before it is trusted.
/// </summary>
public static class SshHostKeyScanner
{
    /// <summary>Fetches the keys.</summary>
    /// <param name="dial">Opens one connection to the server; called once per key type.</param>
    /// <param name="options">Clock, logs and caps are used; user, key and verifier are not.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>One key per type that the server has, each proven by its signature; at least one.</returns>
    /// <exception cref="SshClientException">The server showed none.</exception>
    public static async Task<IReadOnlyList<SshPublicKey>> FetchAsync(
        Func<CancellationToken, Task<IDuplexPipe>> dial,
        SshClientOptions options,
        CancellationToken cancellationToken = default)
    {
        var found = new List<SshPublicKey>();
        SshClientException? failure = null;
        foreach (var algorithms in AlgorithmTable.PlainHostKeyAlgorithms.GroupBy(AlgorithmTable.KeyTypeOf))
        {
            var capture = new Capture();
            var scan = options with { HostKeyVerifier = capture, HostKeyAlgorithms = [.. algorithms] };
            var pipe = await dial(cancellationToken).ConfigureAwait(false);
            try
            {
                await using var connection = (await SshClientConnection.ConnectAsync(pipe, scan, cancellationToken)
                    .ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (SshClientException e)
            {
                // The usual end: the verifier refuses what it captured, or the server has no key of this type.
                failure = e;
            }

            if (capture.Key is not null)
            {
                found.Add(capture.Key);
            }
        }

        return found.Count > 0 ? found : throw failure!;
    }

    private sealed class Capture : IHostKeyVerifier
    {
        public SshPublicKey? Key { get; private set; }

        public ValueTask<bool> VerifyAsync(
            SshPublicKey hostKey, SshCertificate? certificate, CancellationToken cancellationToken)
        {
            Key = hostKey;
            return ValueTask.FromResult(false);
        }
    }
}

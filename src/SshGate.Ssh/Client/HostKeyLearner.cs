using Microsoft.Extensions.Logging;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Client;

/// <summary>
/// The client's side of host key rotation (<see cref="HostKeyProof"/>): asks the server, whose key was accepted, to prove the
/// other keys that it tells, and hands the proven ones to the verifier. Once per connection; a server that fails is ignored.
/// </summary>
internal sealed class HostKeyLearner(
    SshTransport transport,
    IHostKeyVerifier verifier,
    ILogger logger,
    Func<string, byte[], CancellationToken, Task<byte[]?>> ask) : IOwnGlobalRequest
{
    private readonly OwnedTasks _tasks = new();
    private bool _isAsked;

    public string Name => HostKeyProof.AnnounceName;

    public ValueTask<byte[]?> AnswerAsync(GlobalRequest request, CancellationToken cancellation)
    {
        var keys = ReadKeys(request.Payload.Span);
        if (!_isAsked && keys.Count > 0)
        {
            // On its own: the server's next requests are answered while it thinks about this one.
            _isAsked = true;
            _tasks.Run(() => LearnAsync(keys, cancellation));
        }

        return ValueTask.FromResult<byte[]?>(null);
    }

    public Task DrainAsync() => _tasks.DrainAsync();

    // Keys of types that we do not know, and certificates, are left out.
    private static List<SshPublicKey> ReadKeys(ReadOnlySpan<byte> payload)
    {
        var keys = new List<SshPublicKey>();
        foreach (var blob in HostKeyProof.ReadStrings(payload))
        {
            if (SshPublicKey.TryParse(blob, out var key) && !keys.Contains(key))
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private async Task LearnAsync(List<SshPublicKey> keys, CancellationToken cancellation)
    {
        try
        {
            var proven = await ProveAsync(keys, cancellation).ConfigureAwait(false);
            Log.HostKeysProven(logger, keys.Count, proven.Count);
            if (proven.Count > 0)
            {
                await verifier.KeysProvenAsync(proven, cancellation).ConfigureAwait(false);
            }
        }
        catch (SshProtocolException)
        {
            // Signatures that are none: nothing was proven.
            Log.HostKeysProven(logger, keys.Count, 0);
        }
        catch (Exception e)
        {
            if (!cancellation.IsCancellationRequested)
            {
                Log.HandlerFault(logger, e);
            }
        }
    }

    // A signature that is wrong makes the whole answer worthless; one that is of no use, such as SHA-1, only its key: a server
    // to which rsa-sha2 was not offered in the key exchange signs so.
    private async Task<List<SshPublicKey>> ProveAsync(List<SshPublicKey> keys, CancellationToken cancellation)
    {
        // The key exchange proved this one.
        var unproven = keys.Where(key => !key.Equals(transport.Kex.HostKey)).ToList();
        if (unproven.Count == 0)
        {
            return keys;
        }

        var question = HostKeyProof.WriteStrings(unproven.Select(key => key.Blob));
        if (await ask(HostKeyProof.ProveName, question, cancellation).ConfigureAwait(false) is not { } answer)
        {
            return [];
        }

        var signatures = HostKeyProof.ReadStrings(answer);
        if (signatures.Count != unproven.Count)
        {
            return [];
        }

        foreach (var (key, signature) in unproven.Zip(signatures))
        {
            var algorithm = AlgorithmOf(signature);
            if (!AlgorithmTable.Allows(key.KeyType, algorithm))
            {
                keys.Remove(key);
            }
            else if (!key.Verify(algorithm, HostKeyProof.SignedData(transport.Kex.SessionIdentifier, key), signature))
            {
                return [];
            }
        }

        return keys;
    }

    private static string AlgorithmOf(byte[] signature)
    {
        var reader = new SshReader(signature);
        return reader.ReadAscii(SshReader.MaxNameLength);
    }
}

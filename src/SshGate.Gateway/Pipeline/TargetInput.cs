using System.Security.Cryptography;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// The standard input of a running command: everything that goes there is counted and hashed, and recorded first where a rule asks.
/// </summary>
internal sealed class TargetInput(SshChannel target, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? record) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes sent so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Sends one piece, waiting for the target's window.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (data.IsEmpty)
        {
            return;
        }

        if (record is not null)
        {
            await record(data, cancellationToken);
        }

        await target.WriteAsync(data, cancellationToken);
        _hash.AppendData(data.Span);
        Bytes += data.Length;
    }

    /// <summary>Ends the input.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken) => target.SendEofAsync(cancellationToken);

    /// <summary>Sends a signal to the command (RFC 4254 §6.9), for one that has no terminal.</summary>
    /// <param name="name">Without SIG.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
    public ValueTask SignalAsync(string name, CancellationToken cancellationToken) =>
        target.SendAsync(new SignalRequest(name), cancellationToken);

    /// <summary>SHA-256 of all that was sent, lower-case hex; called once, at the end.</summary>
    public string FinishHash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}

namespace SshGate.Ssh.Tests.RealPeers.Matrix;

/// <summary>A `cat` behind an SSH connection: what is sent comes back.</summary>
internal abstract class EchoLink : IAsyncDisposable
{
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation);

    /// <summary>What came back, at least one byte; 0 at the end.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken cancellation);

    /// <summary>Ends the input and returns the exit status; fails if more than what was read came back.</summary>
    public abstract Task<int> FinishAsync(CancellationToken cancellation);

    /// <summary>What the peer said, for a failure's message.</summary>
    public abstract string Explain();

    public abstract ValueTask DisposeAsync();
}

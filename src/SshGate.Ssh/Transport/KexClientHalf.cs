namespace SshGate.Ssh.Transport;

/// <summary>The client's ephemeral secret of one key exchange; disposing wipes it.</summary>
internal abstract class KexClientHalf : IDisposable
{
    /// <summary>Q_C.</summary>
    public abstract byte[] PublicValue { get; }

    /// <summary>K, encoded; the caller wipes it.</summary>
    /// <exception cref="SshProtocolException">The server's value is not acceptable.</exception>
    public abstract byte[] Finish(ReadOnlySpan<byte> serverPublic);

    public abstract void Dispose();
}

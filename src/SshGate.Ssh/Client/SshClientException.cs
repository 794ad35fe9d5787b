using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Client;

/// <summary>A connection to a server did not come about. Text of the server in it is escaped.</summary>
/// <param name="failure">The kind of failure.</param>
/// <param name="message">What happened.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class SshClientException(SshClientFailure failure, string message, Exception? inner = null)
    : IOException(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public SshClientFailure Failure { get; } = failure;

    /// <summary>
    /// With <see cref="SshClientFailure.HostKeyRejected"/> the key that the server showed and proved that it holds, so
    /// that its fingerprint can be printed beside the expected one; else null.
    /// </summary>
    public SshPublicKey? OfferedHostKey { get; init; }
}

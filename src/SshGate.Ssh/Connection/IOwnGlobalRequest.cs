using SshGate.Ssh.Server;

namespace SshGate.Ssh.Connection;

/// <summary>A global request that the library answers itself, beside those of the handler.</summary>
internal interface IOwnGlobalRequest
{
    /// <summary>The request's name.</summary>
    public string Name { get; }

    /// <summary>Answers it; called in the order of arrival, off the read loop.</summary>
    /// <returns>What REQUEST_SUCCESS carries, or null for REQUEST_FAILURE.</returns>
    public ValueTask<byte[]?> AnswerAsync(GlobalRequest request, CancellationToken cancellation);
}

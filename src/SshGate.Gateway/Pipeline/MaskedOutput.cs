using SshGate.Recording;
using SshGate.Recording.Masking;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Masks a command's output before anybody gets it: the agent, the recording, the approver of the next command (R40).
/// Each stream has its own masker, for a secret is not cut over two of them.
/// </summary>
internal sealed class MaskedOutput(CommandOutput next, IReadOnlyCollection<string> detectors)
{
    private readonly SecretMasker _output = new(detectors);
    private readonly SecretMasker _error = new(detectors);

    /// <summary>Secrets masked so far.</summary>
    public long Count => _output.Count + _error.Count;

    /// <summary>Whether the beginning of something waits for what follows it.</summary>
    public bool HoldsBack => _output.HoldsBack || _error.HoldsBack;

    public ValueTask WriteAsync(OutputSource source, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        PassAsync(source, (source == OutputSource.Error ? _error : _output).Push(data.Span), cancellationToken);

    /// <summary>Lets out what is held back.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await PassAsync(OutputSource.Output, _output.Finish(), cancellationToken);
        await PassAsync(OutputSource.Error, _error.Finish(), cancellationToken);
    }

    private ValueTask PassAsync(OutputSource source, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        data.IsEmpty ? ValueTask.CompletedTask : next(source, data, cancellationToken);
}

using SshGate.Recording;

namespace SshGate.Gateway.Pipeline;

/// <summary>Takes one piece of a running command's output, in order; it returns when the next piece may come.</summary>
internal delegate ValueTask CommandOutput(OutputSource source, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

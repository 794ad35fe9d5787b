using System.IO.Pipelines;

namespace SshGate.Ssh.Transport;

/// <summary>A chunk and its way into the pipe; awaited once, by whoever holds it.</summary>
/// <param name="Chunk">The bytes.</param>
/// <param name="Running">The write, where it has begun.</param>
internal readonly record struct OutputWrite(OutputChunk Chunk, ValueTask<FlushResult>? Running);

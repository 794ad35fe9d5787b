using System.IO.Pipelines;

namespace SshGate.Ssh.Tests.Support;

/// <summary>One end of a link in memory.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input { get; } = input;

    public PipeWriter Output { get; } = output;

    /// <summary>Two ends of one link; <paramref name="buffer"/> bytes fit into each direction before a writer waits.</summary>
    public static (DuplexPipe Client, DuplexPipe Server) CreatePair(int buffer = 64 * 1024)
    {
        var options = new PipeOptions(
            pauseWriterThreshold: buffer, resumeWriterThreshold: buffer / 2, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        return (new DuplexPipe(down.Reader, up.Writer), new DuplexPipe(up.Reader, down.Writer));
    }
}

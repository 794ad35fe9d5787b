using System.IO.Pipelines;

namespace SshGate.Ssh.Tests.Support;

/// <summary>One end of a link in memory.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    /// <summary>
    /// How much fits into each direction where a test does not say it: with 1 the writer waits until all it wrote was read, as
    /// on a link without any buffer.
    /// </summary>
    private static readonly int UsualBuffer =
        int.TryParse(Environment.GetEnvironmentVariable("SSHGATE_TEST_BUFFER"), out var bytes) ? bytes : 64 * 1024;

    public PipeReader Input { get; } = input;

    public PipeWriter Output { get; } = output;

    /// <summary>Two ends of one link; <paramref name="buffer"/> bytes, or <see cref="UsualBuffer"/>, fit into each direction before a writer waits.</summary>
    public static (DuplexPipe Client, DuplexPipe Server) CreatePair(int? buffer = null)
    {
        var most = buffer ?? UsualBuffer;
        var options = new PipeOptions(
            pauseWriterThreshold: most, resumeWriterThreshold: Math.Max(most / 2, 1), useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        return (new DuplexPipe(down.Reader, up.Writer), new DuplexPipe(up.Reader, down.Writer));
    }
}

using System.Text;
using BenchmarkDotNet.Attributes;
using SshGate.Recording;

namespace SshGate.Benchmarks;

/// <summary>One full piece of output on its way into a recording: text, coloured text, bytes that are no text, and nothing repeated.</summary>
[MemoryDiagnoser]
public class Recordings
{
    private const int Piece = 32 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("sshgate-benchmarks-").FullName;
    private RecordingWriter _writer = null!;
    private byte[] _piece = null!;

    [Params("text", "colours", "random", "zeros")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _piece = Kind switch
        {
            "text" => Repeat("drwxr-xr-x root 4096 error warning info build target 2026-11-20T18:24:45Z\n"),
            "colours" => Repeat("\u001b[32minfo\u001b[0m café ✓ ──\r\n"),
            "random" => Random(),
            _ => new byte[Piece],
        };
        _writer = await RecordingWriter.CreateAsync(
            Path.Combine(_folder, $"{Guid.NewGuid():N}.cast"),
            new RecordingHeader
            {
                Id = "benchmark",
                Width = 80,
                Height = 24,
                Timestamp = TimeProvider.System.GetUtcNow(),
                HasTerminal = true,
                Principal = "agent",
                Target = "target",
                Account = "account",
            },
            TimeProvider.System,
            new RecordingOptions { MaxBytes = long.MaxValue / 2 },
            CancellationToken.None);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _writer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public ValueTask Write() => _writer.WriteOutputAsync(_piece, OutputSource.Output, CancellationToken.None);

    private static byte[] Repeat(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        return [.. Enumerable.Range(0, Piece).Select(i => bytes[i % bytes.Length])];
    }

    private static byte[] Random()
    {
        var bytes = new byte[Piece];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}

using System.Text;
using BenchmarkDotNet.Attributes;
using SshGate.Policy;

namespace SshGate.Benchmarks;

/// <summary>The decision about one usual line. The goal is 20 microseconds for all three steps.</summary>
[MemoryDiagnoser]
public class TypicalLine
{
    private byte[] _bytes = [];
    private CommandLine _line = null!;
    private CommandAnalysis _analysis = null!;
    private CommandRequest _request = null!;

    /// <summary>Which of the usual lines.</summary>
    [Params(0, 1, 2, 3)]
    public int Line { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _bytes = Encoding.UTF8.GetBytes(Lines.Typical[Line]);
        _line = CommandLine.Parse(_bytes, CommandContext.Exec);
        _analysis = PolicyDocument.Default.Analyze(_line);
        _request = Lines.Request(_line);
    }

    [Benchmark]
    public CommandLine Parse() => CommandLine.Parse(_bytes, CommandContext.Exec);

    [Benchmark]
    public CommandAnalysis Classify() => PolicyDocument.Default.Analyze(_line);

    [Benchmark]
    public Verdict Decide() => PolicyDocument.Default.Evaluate(_request, _analysis);

    [Benchmark(Baseline = true)]
    public Verdict All()
    {
        var line = CommandLine.Parse(_bytes, CommandContext.Exec);
        return PolicyDocument.Default.Evaluate(Lines.Request(line));
    }
}

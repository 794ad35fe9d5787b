using System.Text;
using BenchmarkDotNet.Attributes;
using SshGate.Policy;

namespace SshGate.Benchmarks;

/// <summary>Scripts up to the limit of one mebibyte, and lines made to cost time: twice the bytes, about twice the time.</summary>
[MemoryDiagnoser]
public class LargeScript
{
    private byte[] _script = [];
    private byte[] _hostile = [];

    [Params(256, 512, 1023)]
    public int KiB { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _script = Lines.Script(KiB * 1024);
        _hostile = Encoding.UTF8.GetBytes("cat " + string.Concat(Enumerable.Repeat("*a*/../b ", KiB * 1024 / 9)));
    }

    [Benchmark]
    public CommandLine ParseScript() => CommandLine.Parse(_script, CommandContext.Script);

    [Benchmark]
    public Verdict JudgeScript() => Judge(_script);

    [Benchmark]
    public Verdict JudgeHostile() => Judge(_hostile);

    private static Verdict Judge(byte[] bytes) =>
        PolicyDocument.Default.Evaluate(Lines.Request(CommandLine.Parse(bytes, CommandContext.Script)));
}

using System.Text;
using BenchmarkDotNet.Attributes;
using SshGate.Policy;

namespace SshGate.Benchmarks;

/// <summary>Finding the end of a statement: of one line, and of a here-document that grows line by line.</summary>
[MemoryDiagnoser]
public class Statements
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes(Lines.Typical[2] + "\n");
    private readonly byte[] _query = Encoding.UTF8.GetBytes("select name, count(*) from orders\nwhere state = 'open' -- all\ngroup by name;\n");
    private readonly byte[] _document = Encoding.UTF8.GetBytes("cat <<'E'\n" + string.Concat(Enumerable.Repeat("a line of data\n", 10_000)) + "E\n");

    [Benchmark]
    public StatementScan Line() => StatementReader.Scan(_line, CommandContext.Shell);

    [Benchmark]
    public StatementScan Query() => StatementReader.Scan(_query, CommandContext.Psql);

    [Benchmark]
    public StatementScan HereDocument() => StatementReader.Scan(_document, CommandContext.Shell);
}

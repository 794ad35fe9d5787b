using System.Diagnostics;
using SshGate.Fuzz.Coverage;

namespace SshGate.Fuzz.Engine;

/// <summary>
/// Fuzzes one target: takes an input that reached something, changes it, and keeps the result if it reaches more, which is
/// judged by edges of the code and by the texts of refusals.
/// </summary>
internal sealed class FuzzRun
{
    /// <summary>One fault has many inputs; more of them tell nothing.</summary>
    private const int MaxFindings = 20;

    private readonly FuzzTarget _target;
    private readonly FuzzRandom _random;
    private readonly ulong _seed;
    private readonly Mutator _mutator;
    private readonly Corpus _corpus;
    private readonly byte[] _seen = EdgeMap.NewSeen();
    private readonly HashSet<string> _outcomes = [];
    private readonly Dictionary<string, string> _findings = [];

    public FuzzRun(FuzzTarget target, ulong seed, bool usesSaved)
    {
        _target = target;
        _seed = seed;
        _random = new FuzzRandom(seed);
        _mutator = new Mutator(target, _random);
        _corpus = new Corpus(Path.Combine(FuzzFolders.Corpus, target.Name));
        EdgeMap.NotesEdges = !target.IsConcurrent;
        foreach (var input in target.Seeds().Concat(usesSaved ? _corpus.Saved() : []))
        {
            // Kept whether or not they are new: the grammar is in them.
            Try(input);
            _corpus.Add(input);
        }
    }

    public long Inputs { get; private set; }

    public IReadOnlyCollection<string> Findings => _findings.Values;

    public int Reached { get; private set; }

    public int CorpusCount => _corpus.Count;

    public void Run(long inputs)
    {
        for (var end = Inputs + inputs; Inputs < end && _findings.Count < MaxFindings;)
        {
            Step();
        }
    }

    public void Run(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time && _findings.Count < MaxFindings)
        {
            Step();
        }
    }

    public int Save() => _corpus.Save(_target);

    public override string ToString() =>
        $"{_target.Name}: {Inputs} inputs, {Reached} places, {_outcomes.Count} outcomes, {_corpus.Count} in the corpus, {_findings.Count} findings";

    private void Step()
    {
        var input = _mutator.Mutate(_corpus.Pick(_random), _corpus.Pick(_random));
        if (Try(input))
        {
            _corpus.Add(input);
        }
    }

    private bool Try(byte[] input)
    {
        Inputs++;
        EdgeMap.Clear();
        var execution = Execution.Of(_target, input);
        var news = EdgeMap.Merge(_seen);
        Reached += news;
        if (execution.Problem is { } problem)
        {
            Report(input, problem);
            return false;
        }

        return _outcomes.Add(execution.Outcome) | news > 0;
    }

    private void Report(byte[] input, string problem)
    {
        // The same kind of exception from the same place is the same finding.
        var key = string.Join('\n', problem.Split('\n').Where(line => line.Contains("SshGate.Ssh", StringComparison.Ordinal)).Take(2));
        if (_findings.ContainsKey(key))
        {
            return;
        }

        var file = Path.Combine(FuzzFolders.Findings, $"{_target.Name}-{Corpus.NameOf(input)}");
        Directory.CreateDirectory(FuzzFolders.Findings);
        File.WriteAllBytes(file, input);
        _findings[key] = $"""
            FINDING in {_target.Name}, seed {_seed}, input {Inputs}, {input.Length} bytes, saved as {file}
            again: SshGate.Fuzz replay {file} {_target.Name}
            {Convert.ToHexStringLower(input.AsSpan(0, Math.Min(input.Length, 256)))}
            {problem}
            """;
        Console.Error.WriteLine(_findings[key]);
    }
}

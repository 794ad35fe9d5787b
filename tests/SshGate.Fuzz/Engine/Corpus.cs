using System.Security.Cryptography;
using SshGate.Fuzz.Coverage;

namespace SshGate.Fuzz.Engine;

/// <summary>Inputs that each reached something no earlier one did, kept on disk between runs.</summary>
internal sealed class Corpus(string folder)
{
    /// <summary>Newer inputs are deeper in the code, so half of the work starts from these many.</summary>
    private const int Recent = 32;

    private readonly List<byte[]> _inputs = [];

    public int Count => _inputs.Count;

    public void Add(byte[] input) => _inputs.Add(input);

    public byte[] Pick(FuzzRandom random) => _inputs[random.OneIn(2)
        ? random.Below(_inputs.Count)
        : Math.Max(0, _inputs.Count - 1 - random.Below(Recent))];

    public IEnumerable<byte[]> Saved() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
        : [];

    /// <summary>Replaces what is saved by the fewest and shortest inputs that reach as much; how many those are.</summary>
    public int Save(FuzzTarget target)
    {
        var seen = EdgeMap.NewSeen();
        var outcomes = new HashSet<string>();
        var kept = new List<byte[]>();
        foreach (var input in _inputs.OrderBy(input => input.Length))
        {
            EdgeMap.Clear();
            var isNew = outcomes.Add(Execution.Of(target, input).Outcome);
            if (EdgeMap.Merge(seen) > 0 || isNew)
            {
                kept.Add(input);
            }
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var input in kept)
        {
            File.WriteAllBytes(Path.Combine(folder, NameOf(input)), input);
        }

        return kept.Count;
    }

    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));
}

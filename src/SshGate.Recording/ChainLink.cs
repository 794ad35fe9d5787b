using System.Globalization;
using System.Security.Cryptography;

namespace SshGate.Recording;

/// <summary>
/// The data of a link: its own line number, the head over all lines before it, and the marks of the lines since the
/// last link, that link included; words with one space between.
/// </summary>
internal sealed record ChainLink(long Line, string Head, IReadOnlyList<string> Marks)
{
    /// <summary>Lines one link covers at most: what the verifier holds in memory, and the longest link line (1.2 KB).</summary>
    public const int MaxMarks = 64;

    public static ChainLink Of(RecordingChain chain) =>
        new(chain.Lines + 1, Convert.ToHexStringLower(chain.Head), [.. chain.Marks]);

    /// <summary>Null if <paramref name="data"/> is not a link.</summary>
    public static ChainLink? Parse(string data)
    {
        var words = data.Split(' ', MaxMarks + 3);
        return words.Length is >= 3 and <= MaxMarks + 2
            && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            && words[1].Length == 2 * SHA256.HashSizeInBytes
            ? new ChainLink(line, words[1], words[2..])
            : null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Line} {Head} {string.Join(' ', Marks)}");
}

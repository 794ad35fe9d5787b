using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>What other shells than bash make of a text.</summary>
internal sealed partial class ShellParser
{
    /// <summary>A script with errors on more lines than this is not cut line by line.</summary>
    private const int MaxCuts = 16;

    // What bash reads in another way than dash or ash: if none of these occurs, all of them read the text alike.
    private static readonly string[] Differences =
    [
        "[[", "((", "$'", "$\"", "$[", "&>", "<<<", "<(", ">(", "function", "select", "coproc", "time", "{", "]=", "+=",
        "declare", "typeset", "mapfile", "readarray", "let", "shopt",
    ];

    private bool IsBash => _reading == ShellReading.Bash;

    /// <summary>Whether another shell may read the text in another way than bash.</summary>
    public static bool ReadsDifferently(string text) =>
        Array.Exists(Differences, piece => text.Contains(piece, StringComparison.Ordinal));

    /// <summary>
    /// What a shell would run of a text: all of it, or what stands on the lines before the first it cannot read, for it runs
    /// those before it looks further. Null where that is not found out.
    /// </summary>
    public static CommandList? ParseAs(ReadOnlySpan<byte> source, ShellReading reading)
    {
        var effort = new ParseEffort(source.Length);
        for (var cuts = 0; cuts < MaxCuts; cuts++)
        {
            var (list, error) = Parse(source, reading, effort);
            if (list is not null)
            {
                return list;
            }

            if (effort.IsExceeded)
            {
                // A limit of ours is no error to that shell: it reads on.
                return null;
            }

            var end = source[..Math.Clamp(error!.Offset, 0, source.Length)].LastIndexOf((byte)'\n');
            if (end < 0)
            {
                return new CommandList(default, []);
            }

            source = source[..end];
        }

        return null;
    }

    /// <summary>ash takes <c>&amp;&amp;</c> and <c>||</c> for arguments up to the <c>]]</c>.</summary>
    private bool IsInAshTest(List<Word> words) => _reading == ShellReading.Ash && words.Count > 0
        && WordText(words[0]) == "[[" && WordText(words[^1]) != "]]";
}

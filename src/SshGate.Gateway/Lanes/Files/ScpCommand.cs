using System.Buffers;
using System.Text;
using SshGate.Policy;
using SshGate.Policy.Syntax;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// An exec request that is the remote half of the old scp protocol, <c>scp -t</c> or <c>scp -f</c> with literal words and known
/// options. Anything else, a glob or a second command among it, is an ordinary command line.
/// </summary>
internal sealed record ScpCommand
{
    // What a shell would make something else of, and what is no UTF-8.
    private static readonly SearchValues<char> Special = SearchValues.Create("*?[]{}~\uFFFD");

    /// <summary>The agent sends files (<c>-t</c>); otherwise it fetches them (<c>-f</c>).</summary>
    public required bool IsUpload { get; init; }

    /// <summary><c>-r</c>: directories too.</summary>
    public bool IsRecursive { get; init; }

    /// <summary><c>-p</c>: modes and times are kept.</summary>
    public bool KeepsTimes { get; init; }

    /// <summary><c>-d</c>: the destination must be a directory.</summary>
    public bool NeedsDirectory { get; init; }

    /// <summary>The paths; exactly one for an upload.</summary>
    public required IReadOnlyList<byte[]> Paths { get; init; }

    /// <summary>Reads a command line; null when it is another one.</summary>
    public static ScpCommand? TryParse(ReadOnlyMemory<byte> command)
    {
        if (!command.Span.StartsWith("scp "u8) && !command.Span.StartsWith("/usr/bin/scp "u8))
        {
            return null;
        }

        if (CommandLine.Parse(command, CommandContext.Exec).Syntax is not
            { Items: [{ IsBackground: false, Pipelines: [{ IsNegated: false, IsTimed: false, Commands: [SimpleCommand { Assignments: [], Redirections: [] } simple] }] }] })
        {
            return null;
        }

        var words = simple.Words.Select(Literal).ToList();
        return words.Contains(null) ? null : Read([.. words.Skip(1).Select(word => word!)]);
    }

    private static ScpCommand? Read(List<string> words)
    {
        var options = new HashSet<char>();
        var index = 0;
        for (; index < words.Count && words[index].StartsWith('-') && words[index].Length > 1; index++)
        {
            if (words[index] == "--")
            {
                index++;
                break;
            }

            options.UnionWith(words[index][1..]);
        }

        var paths = words.Skip(index).Select(Encoding.UTF8.GetBytes).ToList();
        return options.IsSubsetOf("vrpdtf") && options.Contains('t') != options.Contains('f')
            && (options.Contains('t') ? paths.Count == 1 : paths.Count > 0) && paths.TrueForAll(path => path.Length > 0)
            ? new ScpCommand
            {
                IsUpload = options.Contains('t'),
                IsRecursive = options.Contains('r'),
                KeepsTimes = options.Contains('p'),
                NeedsDirectory = options.Contains('d'),
                Paths = paths,
            }
            : null;
    }

    /// <summary>The word as the shell would pass it on; null when that is not certain from its letters. <c>~/</c> is where paths start.</summary>
    private static string? Literal(Word word)
    {
        var text = new StringBuilder();
        for (var i = 0; i < word.Parts.Count; i++)
        {
            switch (word.Parts[i])
            {
                case LiteralPart literal:
                    var plain = i == 0 && literal.Text.StartsWith("~/", StringComparison.Ordinal) ? literal.Text[2..]
                        : word.Parts.Count == 1 && literal.Text == "~" ? "."
                        : literal.Text;
                    if (plain.AsSpan().ContainsAny(Special))
                    {
                        return null;
                    }

                    text.Append(plain.Length == 0 && word.Parts.Count == 1 ? "." : plain);
                    break;
                case QuotedPart { Kind: QuoteKind.Single or QuoteKind.Backslash } quoted when !quoted.Text.Contains('\uFFFD', StringComparison.Ordinal):
                    text.Append(quoted.Text);
                    break;
                case DoubleQuotedPart { IsLocalized: false } quoted when quoted.Parts.All(part => part is QuotedPart):
                    text.AppendJoin("", quoted.Parts.Select(part => ((QuotedPart)part).Text));
                    break;
                default:
                    return null;
            }
        }

        return text.ToString();
    }
}

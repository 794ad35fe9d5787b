using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Scripts;

/// <summary>
/// A command that runs a shell script from a file on the target: <c>bash deploy.sh prod</c>, <c>./deploy.sh prod</c>. The name of the file
/// says nothing about what would run (bypass catalogue E3), so the gate reads it and runs the text it has read, never the path.
/// </summary>
public sealed class ScriptCall
{
    /// <summary>A longer script is not pinned: it must fit in one argument of a process (128 KiB on Linux) with room for its quoting.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>What a script learns from the path that a text does not have; such a script would do something else.</summary>
    private static readonly string[] OwnPath = ["BASH_SOURCE", "BASH_ARGV", "LINENO", "ZSH_ARGZERO", "${(%)"];

    private readonly CommandLine _line;
    private readonly SourceSpan _span;
    private readonly IReadOnlyList<string> _shell;
    private readonly IReadOnlyList<string> _arguments;

    private ScriptCall(CommandLine line, SourceSpan span, IReadOnlyList<string> shell, string path, IReadOnlyList<string> arguments)
    {
        _line = line;
        _span = span;
        _shell = shell;
        _arguments = arguments;
        Path = path;
    }

    /// <summary>The script, as the command names it.</summary>
    public string Path { get; }

    /// <summary>
    /// The call of a line; null when the line runs no script, more than one, or one whose words are not literal. It must be the last
    /// command of the line, alone: what stands before it (a <c>cd</c>, assignments) is kept as it is.
    /// </summary>
    public static ScriptCall? Of(CommandLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Syntax is not { Items: [.., { IsBackground: false, Pipelines: [{ IsNegated: false, IsTimed: false, Commands: [SimpleCommand call] }] }] }
            || call.Assignments.Count > 0
            || call.Redirections.Count > 0)
        {
            return null;
        }

        var words = call.Words.Select(LiteralWord.TextOf).OfType<string>().ToList();
        if (words.Count == 0 || words.Count != call.Words.Count)
        {
            return null;
        }

        var (shell, operands) = ShellCommand.Split(words);
        return operands is [var path, .. var arguments] && IsScriptPath(path, isNamed: shell.Count > 0)
            ? new ScriptCall(line, call.Span, shell, path, arguments)
            : null;
    }

    /// <summary>The line that reads the script, in the same directory; it is decided like any other.</summary>
    public CommandLine ReadLine() => Replace($"cat -- {LiteralWord.Quote(Path)}");

    /// <summary>
    /// The line that runs these bytes instead of the path; null when that would be another thing: no text, no shell script, too long,
    /// or a script that asks where it lies.
    /// </summary>
    public CommandLine? Pin(ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxBytes || content.Contains((byte)0) || Decode(content) is not { } text
            || OwnPath.Any(name => text.Contains(name, StringComparison.Ordinal)))
        {
            return null;
        }

        var shell = _shell.Count > 0 ? _shell : ShellCommand.OfShebang(text);
        return shell is null
            ? null
            : Replace(string.Join(' ', shell.Append("-c").Append(text).Append(Path).Concat(_arguments).Select(LiteralWord.Quote)));
    }

    /// <summary>An operand of a shell is a path whatever it is called; without one only a word with a slash is certainly a file.</summary>
    private static bool IsScriptPath(string path, bool isNamed) =>
        path.Length > 0 && path[0] is not ('-' or '+') && (isNamed || path.Contains('/', StringComparison.Ordinal))
        // What these give is another thing at each reading: standard input is the command's own, and withheld with it.
        && !path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/proc/", StringComparison.Ordinal)
        && path.All(character => !char.IsControl(character));

    private static string? Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private CommandLine Replace(string command)
    {
        byte[] source = [.. _line.Source.Span[.._span.Start], .. Encoding.UTF8.GetBytes(command), .. _line.Source.Span[_span.End..]];
        return _line.Context == CommandContext.Shell
            ? CommandLine.ForStatement(source, Math.Min(_line.Carried, _span.Start), _line.Dialect)
            : CommandLine.Parse(source, _line.Context, _line.Dialect);
    }
}

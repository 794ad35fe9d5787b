using System.Diagnostics;
using System.Text;
using FsCheck.Fluent;

namespace SshGate.Policy.Tests.Parsing;

/// <summary>A statement is complete where bash, reading the same lines, would run it.</summary>
public sealed class StatementDifferentialTests
{
    private static readonly string[] Statements =
    [
        "ls", "ls; id", "a && b", "a |", "a &&", "b ||", "'x", "y'", "\"x", "y\"", "$(", ")", "`id", "`", "if a; then", "then", "else", "elif a", "fi",
        "while a", "for i in a b", "for i", "do", "done", "case x in", "a)", "(b|c) ls", ";;", "esac", "{", "}", "(", "f()", "function g", "cat <<E", "cat <<-'E F' <<E",
        "E", "\tE F", "E F", "x \\", "[[ a", "[[ a &&", "-f b ]]", "]]", "((1+", "2))", "a=(1", "2)", "echo ${x:-", "z}", "echo $((1+", "# c '", "",
        "cat <<\\E | wc &&", "$x `", "! a", "time", "coproc ls", "select i in a", "until a", "a; b &", "echo $(cat <<E", "E)", "((a", "(b))", "$'a\\'", "b'", "a[1+", "]=x",
    ];

    [Fact]
    public void The_shortest_complete_prefix_is_the_one_that_bash_takes()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is not installed");
        var texts = Gen.Elements(Statements).NonEmptyListOf().Select(lines => string.Concat(lines.Take(7).Select(line => line + "\n"))).Sample(Long.Tests ? 20_000 : 250, 12)
            .Distinct().ToList();
        var ends = BashEnds(texts);
        var wrong = texts.Zip(ends).Where(pair => !Agrees(pair.First, pair.Second)).Select(pair => $"{pair.First.ReplaceLineEndings("⏎")} ours {Ours(pair.First)} bash {pair.Second}").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>
    /// The reader may see an error before bash does, and it declines bracketed text that bash only matches and does not read;
    /// inside arithmetic it looks for errors, and for the end, later; and bash loses the line end between two subshells that it
    /// first took for arithmetic, <c>((a⏎b)⏎(c))</c>: an error to bash, a statement to every other shell.
    /// </summary>
    private static bool Agrees(string text, int bash)
    {
        var isBracketed = text.Contains("((", StringComparison.Ordinal) || text.Contains("a[", StringComparison.Ordinal);
        return Ours(text) switch
        {
            -1 => bash <= 0 || isBracketed,
            0 => bash == 0 || isBracketed,
            var ours => ours == bash || (bash < 0 && isBracketed),
        };
    }

    /// <summary>The length of the statement; 0 when it needs more lines; -1 when it is an error.</summary>
    private static int Ours(string text) => StatementReader.Scan(Encoding.UTF8.GetBytes(text), CommandContext.Shell) switch
    {
        StatementScan.Complete complete => complete.Length,
        StatementScan.Invalid => -1,
        _ => 0,
    };

    /// <summary>
    /// The shortest prefix of whole lines that bash reads without asking for more; -1 where it finds an error first.
    /// One bash reads all prefixes: each is a text to a <c>bash -n</c> of its own.
    /// </summary>
    private static List<int> BashEnds(List<string> texts)
    {
        var prefixes = texts.SelectMany((text, index) => Prefixes(text).Select(prefix => (index, prefix))).ToList();
        const string Script =
            "while IFS= read -r -d '' t; do printf %s \"$t\" | bash --norc -n 2>&1; printf '\\0'; done";
        var start = new ProcessStartInfo("/bin/bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            ArgumentList = { "--norc", "-c", Script },
            Environment = { ["LC_ALL"] = "C" },
        };
        using var process = Process.Start(start)!;
        var written = Task.Run(() =>
        {
            process.StandardInput.Write(string.Concat(prefixes.Select(pair => pair.prefix + "\0")));
            process.StandardInput.Close();
        });
        var answers = process.StandardOutput.ReadToEnd().Split('\0');
        written.GetAwaiter().GetResult();
        process.WaitForExit();
        var ends = new int[texts.Count];
        foreach (var ((index, prefix), answer) in prefixes.Zip(answers))
        {
            var needsMore = answer.Contains("end of file", StringComparison.Ordinal) || answer.Contains("unexpected EOF", StringComparison.Ordinal)
                || answer.Contains("by end-of-file", StringComparison.Ordinal)
                || answer.Contains("token `EOF'", StringComparison.Ordinal) || EndsInContinuation(prefix, answer);
            if (ends[index] == 0 && !needsMore)
            {
                ends[index] = answer.Length > 0 ? -1 : prefix.Length;
            }
        }

        return [.. ends];
    }

    /// <summary>A backslash before the last newline joins nothing at the end of a file, but would join the next line.</summary>
    private static bool EndsInContinuation(string prefix, string answer) =>
        answer.Length == 0 && prefix.EndsWith("x \\\n", StringComparison.Ordinal) && !prefix.Contains('#', StringComparison.Ordinal);

    private static IEnumerable<string> Prefixes(string text)
    {
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            yield return text[..(at + 1)];
        }
    }
}

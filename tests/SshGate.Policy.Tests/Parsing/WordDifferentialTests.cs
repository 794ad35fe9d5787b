using System.Diagnostics;
using System.Text;
using FsCheck.Fluent;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Tests.Parsing;

/// <summary>What our parser says a word is, bash must print.</summary>
public sealed class WordDifferentialTests
{
    private static readonly string[] Pieces =
    [
        "a", "B-c", "=", "é", "'x y'", "'\"'", "''", "\"p q\"", "\"\\\"\"", "\"\\$\\`\\\\\"", "\"\\n\"", "\"'\"", "\\ ", "\\'", "\\\"", "\\\\", "\\n",
        "$'\\x41\\102\\u00e9'", "$'\\t'", "$'\\e'", "$'a\\\\b'", "$'\\cA'", "\\\n", "\"a\\\nb\"", "#", "!", "^", "%", "\"$\"", ":", "]",
    ];

    [Fact]
    public void Words_without_expansions_are_what_bash_makes_of_them()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is not installed");
        var words = Gen.Elements(Pieces).NonEmptyListOf().Select(pieces => "w" + string.Concat(pieces.Take(12))).Sample(3000);
        foreach (var some in words.Chunk(200))
        {
            Compare(some);
        }
    }

    private static void Compare(string[] words)
    {
        var script = "printf '%s\\0' " + string.Join(' ', words);
        var line = TestPolicy.Parse(script);
        Assert.Null(line.Error);
        var command = Assert.IsType<SimpleCommand>(line.Syntax!.Items[0].Pipelines[0].Commands[0]);
        var ours = command.Words.Skip(2).Select(Text).ToList();
        Assert.Equal(Bash(script), ours);
    }

    private static string Text(Word word) => string.Concat(word.Parts.Select(Text));

    private static string Text(WordPart part) => part switch
    {
        LiteralPart literal => literal.Text,
        QuotedPart quoted => quoted.Text,
        DoubleQuotedPart quoted => string.Concat(quoted.Parts.Select(Text)),
        _ => throw new InvalidOperationException($"{part}"),
    };

    private static List<string> Bash(string script)
    {
        var start = new ProcessStartInfo("/bin/bash")
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            ArgumentList = { "--norc", "--noprofile", "-c", script },
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split('\0')[..^1]];
    }
}

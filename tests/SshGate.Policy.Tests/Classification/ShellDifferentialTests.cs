using System.Diagnostics;
using FsCheck.Fluent;

namespace SshGate.Policy.Tests.Classification;

/// <summary>
/// Real shells run generated lines in a directory of their own: where one of them changes a file there, the line is not
/// allowed for a target that may have that shell.
/// </summary>
public sealed class ShellDifferentialTests
{
    private static readonly (string Program, string[] Arguments, ShellDialect Dialect)[] Shells =
    [
        ("/bin/bash", ["--norc", "--noprofile", "-c"], ShellDialect.Bash),
        ("/bin/dash", ["-c"], ShellDialect.Posix),
        ("/bin/busybox", ["ash", "-c"], ShellDialect.Posix),
        ("/bin/zsh", ["-f", "-c"], ShellDialect.Zsh),
    ];

    // Harmless words, words that mean something to one shell only, and the one command with an effect.
    private static readonly string[] Pieces =
    [
        "touch y", "touch", "y", "a", "ls", "echo", ":", "x=1", "x=y", "$x", "\"$x\"", "[[", "]]", "((", "))", "(", ")", "{", "}", "&&", "||", "|",
        ";", "&", "!", ">", "<", "&>", ">&", "<<<", "/dev/null", "function f", "f", "f()", "if", "then", "fi", "for i in a", "do", "done", "{a,y}",
        "$'\\''", "'", "always", "== b", "-f a", "read x", "-n a", "[", "]", "1>2", "$((1))", "`touch y`", "$(touch y)", "path[$(touch y)]",
        "'path[$(touch y)]'", "printf %d", "exit", "$[1;touch y]", "declare", "export", "local", "eval", "10>y", "*(e:'touch y':)", "$~x",
        "x='*(e:touch y:)'", "case a in a)", ";;", "esac", "while", "until", "time", "coproc", "select i in a", "\n", "nocorrect", "=touch",
        "COLUMNS=", "test -t", "&!", "|&", ">|", "<>", "2>&1", "\\\n", "# x", "${x::=1}", "hash a=b",
    ];

    private static readonly string[] Known =
    [
        "[[ a > y ]]", "[[ a || touch == y ]]", "! [[ a && touch == y ]]", "(( touch y ))", "((1>2))", "ls &> y", "ls >& y", "echo $[1;touch y]",
        "{ echo } always { touch y; }", "printf %d 'path[$(touch y)]'", "exit 'path[$(touch y)]'", "[ -t 'path[$(touch y)]' ]",
        "COLUMNS='path[$(touch y)]'", "x='*(e:touch y:)'; ls $~x", "y='path[$(touch y)]'; echo $HOME[y]",
        "function touch [[ a ]]\ntouch y", "nocorrect() { :; }; nocorrect touch y", "x=\"${z#'}\"; touch y; \"'}\"", "uniq a 10>/dev/null",
        "cat a >&2-", "echo a 10>y",
    ];

    // Each allowed line starts four shells; SSHGATE_SHELL_LINES asks for a longer search.
    private static readonly int Lines =
        int.TryParse(Environment.GetEnvironmentVariable("SSHGATE_SHELL_LINES"), out var lines) ? lines : 600;

    [Fact]
    public void A_line_with_an_effect_in_some_shell_is_not_allowed_for_it()
    {
        var generated = Gen.Elements(Pieces).NonEmptyListOf().Select(pieces => string.Join(' ', pieces.Take(9))).Sample(Lines);
        var mutated = Gen.Elements(Known).SelectMany(_ => Gen.Elements(Pieces), (line, piece) => $"{piece} ; {line}").Sample(60);
        var lines = Known.Concat(mutated).Concat(generated).Distinct(StringComparer.Ordinal).ToList();
        var allowed = lines.Where(line => Shells.Any(shell => IsAllowed(line, shell.Dialect))).ToList();
        foreach (var (program, arguments, dialect) in Shells)
        {
            if (!File.Exists(program))
            {
                continue;
            }

            foreach (var line in Known.Concat(allowed).Distinct(StringComparer.Ordinal))
            {
                var hasEffect = HasEffect(program, arguments, line);
                Assert.False(hasEffect && (IsAllowed(line, dialect) || IsAllowed(line, ShellDialect.Posix)), $"{program}: {line}");
            }
        }
    }

    [Fact]
    public void Each_known_difference_has_an_effect_in_some_shell()
    {
        Assert.SkipUnless(Shells.All(shell => File.Exists(shell.Program)), "needs bash, dash, busybox and zsh");
        Assert.All(Known, line => Assert.Contains(Shells, shell => HasEffect(shell.Program, shell.Arguments, line)));
    }

    private static bool IsAllowed(string line, ShellDialect dialect) => TestPolicy.Evaluate(line, dialect).Kind == VerdictKind.Allow;

    private static bool HasEffect(string program, string[] arguments, string line)
    {
        var folder = Directory.CreateTempSubdirectory("sshgate-shells-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a"), "a\n");
            var start = new ProcessStartInfo(program, [.. arguments, line])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                process.Kill(true);
            }

            return Directory.EnumerateFileSystemEntries(folder).Any(path => Path.GetFileName(path) != "a") || File.ReadAllText(Path.Combine(folder, "a")) != "a\n";
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}

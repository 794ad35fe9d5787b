namespace SshGate.Policy.Classification;

/// <summary>Looks among the operands of programs that write files for those where a write becomes code.</summary>
internal static class WriteOperands
{
    /// <summary>The last operand, or the one after -t, is written; the others lend it their names.</summary>
    private static readonly HashSet<string> Copying = new(["cp", "mv", "install", "ln"], StringComparer.Ordinal);

    /// <summary>Every operand is written.</summary>
    private static readonly HashSet<string> Writing = new(
        ["tee", "touch", "truncate", "chmod", "chown", "chgrp", "chattr", "setfacl", "patch", "mkdir", "mkfifo", "mknod", "rename", "shred", "sed", "perl"],
        StringComparer.Ordinal);

    public static void Check(Invocation invocation)
    {
        if (Copying.Contains(invocation.Name))
        {
            CheckCopy(invocation);
        }
        else if (invocation.Name == "dd")
        {
            foreach (var argument in invocation.Arguments)
            {
                Check(invocation, argument, Values(argument).Where(value => value.StartsWith("of=", StringComparison.Ordinal)).Select(AfterEquals));
            }
        }
        else if (Writing.Contains(invocation.Name) && (invocation.Name is not ("sed" or "perl") || EditsInPlace(invocation)))
        {
            foreach (var argument in invocation.Arguments)
            {
                Check(invocation, argument, Values(argument).Select(AfterEquals));
            }
        }
    }

    private static void CheckCopy(Invocation invocation)
    {
        var operands = new List<Argument>();
        Argument? directory = null;
        var words = invocation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            var text = words[i].Text;
            if (text is "-t" or "--target-directory" && i + 1 < words.Count)
            {
                directory = words[++i];
            }
            else if (text is not null && text.StartsWith("--target-directory=", StringComparison.Ordinal))
            {
                directory = Argument.Literal(words[i].Span, AfterEquals(text));
            }
            else if (text is ['-', 't', ..])
            {
                directory = Argument.Literal(words[i].Span, text![2..]);
            }
            else if (text is not ['-', _, ..])
            {
                operands.Add(words[i]);
            }
        }

        var destination = directory ?? operands.LastOrDefault();
        if (destination is null)
        {
            return;
        }

        var sources = directory is null ? operands.SkipLast(1).ToList() : operands;
        var names = sources.SelectMany(Values).Select(PathText.BaseName).Where(name => name.Length > 0).Take(TextSet.MaxValues * 4).ToList();
        Check(invocation, destination, Values(destination).SelectMany(value =>
            names.Select(name => $"{value}/{name}").Append(value)));
        if (invocation.Name == "mv")
        {
            foreach (var source in sources)
            {
                Check(invocation, source, Values(source));
            }
        }
    }

    private static void Check(Invocation invocation, Argument argument, IEnumerable<string> paths)
    {
        if (paths.Any(path => WritePaths.IsCode(path, invocation.Analyzer.State.Directories)
            && path is not ("/dev/null" or "/dev/stdout" or "/dev/stderr" or "/dev/tty") && !path.StartsWith("/dev/fd/", StringComparison.Ordinal)))
        {
            invocation.Add(RiskClass.Privilege, "writes where a change decides what runs or who may log in", argument);
        }
    }

    /// <summary>What a word surely is, or can begin with.</summary>
    private static IEnumerable<string> Values(Argument argument) =>
        argument.Content.Values ?? (argument.Content.Prefix.Length > 0 ? [argument.Content.Prefix] : argument.Content.Patterns);

    private static bool EditsInPlace(Invocation invocation) => invocation.Arguments.Any(argument =>
        argument.Text is ['-', 'i', ..] or "-pi" or "-ni" || argument.Text?.StartsWith("--in-place", StringComparison.Ordinal) == true
        || argument.Text is ['-', not '-', ..] text && text.HasAnyOf("i"));

    private static string AfterEquals(string text) => text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..];
}

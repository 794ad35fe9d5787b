namespace SshGate.Policy.Classification;

/// <summary>
/// rsync and scp. As <c>rsync --server</c> and <c>scp -t</c> or <c>-f</c> they are the target's half of a transfer: which paths they
/// read or write stands in the line, the names below them come with the data.
/// </summary>
internal static class TransferJudge
{
    private const string OtherMachine = "sends data away or fetches it from elsewhere";

    // What rsync's client passes on; none of these runs anything, names a path, or deletes.
    private static readonly HashSet<string> RsyncHarmless = new(
        [
            "--server", "--sender", "--numeric-ids", "--inplace", "--append", "--append-verify", "--partial", "--ignore-existing", "--existing",
            "--ignore-non-existing", "--size-only", "--safe-links", "--ignore-errors", "--force", "--stats", "--fuzzy", "--no-implied-dirs",
            "--no-relative", "--no-r", "--no-whole-file", "--no-inc-recursive", "--only-write-batch", "--dirs", "--old-compress", "--new-compress",
            "--delay-updates", "--msgs2stderr", "--mkpath", "--no-msgs2stderr", "--sparse", "--preallocate", "--open-noatime", "--from0", "--fsync",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> RsyncValues = new(
        [
            "--timeout", "--bwlimit", "--max-size", "--min-size", "--modify-window", "--block-size", "--compress-level", "--compress-choice",
            "--checksum-choice", "--checksum-seed", "--log-format", "--out-format", "--max-delete", "--iconv", "--info", "--debug", "--skip-compress",
            "--stop-at", "--stop-after", "--outbuf", "--max-alloc", "--usermap", "--groupmap", "--chown", "--suffix",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> RsyncPaths = new(
        ["--partial-dir", "--temp-dir", "--backup-dir", "--compare-dest", "--copy-dest", "--link-dest"], StringComparer.Ordinal);

    private static readonly HashSet<string> RsyncDeletes = new(
        [
            "--delete", "--delete-before", "--delete-during", "--delete-after", "--delete-delay", "--delete-excluded", "--delete-missing-args",
            "--remove-source-files", "--remove-sent-files",
        ],
        StringComparer.Ordinal);

    public static void Rsync(Invocation invocation)
    {
        var words = invocation.Words;
        if (words.Count < 3 || words[1].Text != "--server")
        {
            invocation.Add(RiskClass.Exfil, OtherMachine);
            if (words.Count > 2)
            {
                CheckWritten(invocation, words[^1]);
            }

            return;
        }

        var isSender = words[2].Text == "--sender";
        var isRecursive = false;
        var index = 1;
        for (; index < words.Count && words[index].Text is ['-', _, ..] text; index++)
        {
            if (text.StartsWith("--", StringComparison.Ordinal))
            {
                isRecursive |= text is "--dirs";
                JudgeLong(invocation, words, ref index, text);
            }
            else
            {
                isRecursive |= JudgeShort(invocation, words[index], text);
            }
        }

        // A dot stands before the paths; what stands in its place is not the protocol.
        if (index >= words.Count || words[index].Text != "." || index + 1 >= words.Count || (!isSender && words.Count - index != 2))
        {
            invocation.Add(RiskClass.Opaque, "not the form that rsync's own client gives its server");
            return;
        }

        Judge(invocation, words.Skip(index + 1), isSender, isRecursive);
    }

    public static void Scp(Invocation invocation)
    {
        var words = invocation.Words;
        var letters = "";
        var index = 1;
        for (; index < words.Count && words[index].Text is ['-', _, ..] text; index++)
        {
            if (text == "--")
            {
                index++;
                break;
            }

            letters += text[1..];
        }

        if (!letters.AsSpan().AreAllOf("vrpdtf") || letters.HasAnyOf("t") == letters.HasAnyOf("f") || index >= words.Count
            || (letters.HasAnyOf("t") && words.Count - index != 1))
        {
            invocation.Add(RiskClass.Exfil, OtherMachine);
            if (words.Count > 2)
            {
                CheckWritten(invocation, words[^1]);
            }

            return;
        }

        Judge(invocation, words.Skip(index), letters.HasAnyOf("f"), letters.HasAnyOf("r"));
    }

    private static void Judge(Invocation invocation, IEnumerable<Argument> paths, bool isSender, bool isRecursive)
    {
        foreach (var path in paths)
        {
            if (path.MayBeOption || path.Content.Values is null && path.Content.Prefix.Length == 0)
            {
                invocation.Add(RiskClass.Opaque, "a path that is not known before it runs", path);
            }
            else if (!isSender)
            {
                invocation.Add(RiskClass.Write, "receives files, whose names come with the data", path);
                CheckWritten(invocation, path);
            }
            else if (isRecursive && Values(path).Any(IsBroad))
            {
                invocation.Add(RiskClass.Exfil, "reads a whole tree that holds secrets", path);
            }
        }
    }

    private static void JudgeLong(Invocation invocation, IReadOnlyList<Argument> words, ref int index, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals];
        if (RsyncDeletes.Contains(text))
        {
            invocation.Add(RiskClass.Destructive, $"{text} removes files", words[index]);
        }
        else if (RsyncPaths.Contains(name) && (equals > 0 || index + 1 < words.Count))
        {
            var path = equals > 0 ? Argument.Literal(words[index].Span, text[(equals + 1)..]) : words[++index];
            CheckWritten(invocation, path);
            if (path.Content.Values is null)
            {
                invocation.Add(RiskClass.Opaque, "a path that is not known before it runs", path);
            }
        }
        else if (!RsyncHarmless.Contains(text) && !(RsyncValues.Contains(name) && equals > 0))
        {
            invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", words[index]);
        }
    }

    /// <summary>A cluster of letters; behind <c>e</c> come the client's abilities. True for a recursive one.</summary>
    private static bool JudgeShort(Invocation invocation, Argument word, string text)
    {
        var abilities = text.IndexOf('e', StringComparison.Ordinal);
        var letters = abilities < 0 ? text[1..] : text[1..abilities];
        if (abilities >= 0 && !text.AsSpan(abilities + 1).AreAllOf(".0123456789iLsfxCIvu"))
        {
            invocation.Add(RiskClass.Opaque, "option -e", word);
        }

        if (letters.HasAnyOf("s"))
        {
            invocation.Add(RiskClass.Opaque, "its paths come with the data (-s)", word);
        }
        else if (letters.HasAnyOf("LKk"))
        {
            invocation.Add(RiskClass.Opaque, "follows links to wherever they lead", word);
        }
        else if (!letters.AsSpan().AreAllOf("vlogDtprnHAXNUEScCzuIWxyRdbOJBm"))
        {
            invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", word);
        }

        return letters.HasAnyOf("rd");
    }

    private static void CheckWritten(Invocation invocation, Argument path)
    {
        if (Values(path).Any(value => WritePaths.IsCode(value, invocation.Analyzer.State.Directories) || WritePaths.HoldsCode(value) || IsHome(value)))
        {
            invocation.Add(RiskClass.Privilege, "writes where a change decides what runs or who may log in", path);
        }
    }

    private static bool IsBroad(string path) => IsHome(path) || WritePaths.HoldsCode(path);

    private static bool IsHome(string path) => PathText.Normalize(path) is "" or "~";

    private static IEnumerable<string> Values(Argument argument) => argument.Content.Values ?? [argument.Content.Prefix];
}

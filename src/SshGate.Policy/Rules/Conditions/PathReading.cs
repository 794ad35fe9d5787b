using SshGate.Policy.Classification;

namespace SshGate.Policy.Rules.Conditions;

/// <summary>
/// A word of a command, read as a path. Nothing asks a file system: a relative path may lead below the home of the account or
/// below any directory that the line enters.
/// </summary>
internal sealed record PathReading
{
    // Behind these letters a cluster may hide the name of a file: cp -tDIR, tar -CDIR, cc -oFILE.
    private const string LettersWithPath = "tCoOTD";

    /// <summary>The word, or a name for what is not known.</summary>
    public required string Text { get; init; }

    /// <summary>Every path it may be, normalized, and the word itself.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>Whether it can be nothing else.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>Every word of the command.</summary>
    public static IReadOnlyList<PathReading> Named(Facts facts) =>
        facts.Paths.Named ??= facts.Element?.Use is { } use ? [.. use.Arguments.Select(word => Read(word, facts))] : [];

    /// <summary>Every file that redirections of the line open.</summary>
    public static IReadOnlyList<PathReading> Redirected(Facts facts)
    {
        var element = facts.Element;
        return facts.Paths.Redirected ??=
        [
            .. (element?.Redirected ?? []).Select(path => Read(path, facts)),
            .. element?.HasUnknownRedirection == true ? [Read(null, facts)] : (PathReading[])[],
        ];
    }

    /// <summary>Whether a path means the same to everybody: no step up in it, no home.</summary>
    public static bool IsPlain(string path) => path.Length > 0 && !path.StartsWith('~') && !path.Split('/').Contains("..");

    public static string Plain(string path) => PathText.Normalize(path);

    /// <summary>
    /// Everything of a command that must be covered by the paths of a rule that allows: operands, and options that carry a
    /// path; null when a word is not known.
    /// </summary>
    public static IReadOnlyList<string>? ToCover(Facts facts)
    {
        if (CommandText.Operands(facts) is not { } operands)
        {
            return null;
        }

        var carried = facts.Element!.Use!.Arguments.TakeWhile(word => word != "--")
            .Where(word => word!.StartsWith('-') && word.Length > 2).Select(word => Carried(word!)).Where(path => path is not null);
        return [.. operands, .. carried.Select(path => path!)];
    }

    public static string Describe(IEnumerable<PathReading> paths) =>
        string.Join(", ", paths.Select(path => path.Text).Take(20)) is { Length: > 0 } text ? text : "no path";

    private static string? Carried(string option)
    {
        var value = option.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? option[(equals + 1)..] : null;
        if (value is not null)
        {
            return value.Length > 0 && value.All(c => char.IsAsciiDigit(c) || c is '.' or ':' or ',') ? null : value;
        }

        var slash = option.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? option[slash..]
            : option[1] != '-' && (option.Contains('.', StringComparison.Ordinal) || option[1..^1].Any(letter => LettersWithPath.Contains(letter, StringComparison.Ordinal))) ? option
            : null;
    }

    private static PathReading Read(string? word, Facts facts)
    {
        if (word is null)
        {
            return new PathReading { Text = "a word not known before it runs", Candidates = [], IsKnown = false };
        }

        var found = new HashSet<string>(StringComparer.Ordinal) { word };
        var isKnown = true;
        foreach (var text in Parts(word))
        {
            isKnown &= Resolve(text, facts, found);
        }

        return new PathReading { Text = word, Candidates = [.. found], IsKnown = isKnown };
    }

    /// <summary>The word itself, and the paths that may stand inside it: behind an equals sign, a colon, an option letter.</summary>
    private static IEnumerable<string> Parts(string word)
    {
        yield return word;
        foreach (var mark in "=:@")
        {
            if (word.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 && at < word.Length - 1)
            {
                yield return word[(at + 1)..];
            }
        }

        if (word.StartsWith('-') && word.IndexOf('/', StringComparison.Ordinal) is var slash and > 0)
        {
            yield return word[slash..];
        }
    }

    private static bool Resolve(string path, Facts facts, HashSet<string> found)
    {
        var plain = PathText.Normalize(path);
        found.Add(plain);
        if (path.StartsWith('/'))
        {
            return true;
        }

        var account = facts.Request.Target.Account;
        var home = account == "root" ? "/root" : "/home/" + account;
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            found.Add(PathText.Normalize(home + path[1..]));
            return true;
        }

        var element = facts.Element!;
        if (element.LeavesKnownDirectories)
        {
            // It may lead anywhere, which is no proof of leading to any one place.
            return false;
        }

        foreach (var directory in element.Directories.Append("~"))
        {
            var from = directory.StartsWith('/') ? directory : directory.StartsWith('~') ? home + directory[1..] : $"{home}/{directory}";
            found.Add(PathText.Normalize($"{from}/{path}"));
        }

        // A step above where the line begins may lead anywhere too.
        return !path.Split('/').Contains("..");
    }
}

using System.Globalization;

namespace SshGate.Policy.Files;

/// <summary>Reads what <see cref="FileOperation.ToString"/> wrote. Whoever calls compares the text of the result.</summary>
internal static class FileOperationReader
{
    public static FileOperation? Read(
        string text, (FileOperationKind Kind, string Verb)[] verbs, (FileEffects Effect, string Option)[] options)
    {
        const string Start = "sftp ";
        if (!text.StartsWith(Start, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = text.AsSpan(Start.Length);
        var verb = TakeUntilBlank(ref rest);
        var kind = Array.Find(verbs, entry => entry.Verb == verb);
        if (kind.Verb is null)
        {
            return null;
        }

        var operation = new FileOperation { Kind = kind.Kind, Path = new FilePath(default) };
        while (rest.StartsWith("--"))
        {
            if (Option(operation, ref rest, options) is not { } next)
            {
                return null;
            }

            operation = next;
        }

        if (!CanonicalWords.TryTake(ref rest, out var path))
        {
            return null;
        }

        operation = operation with { Path = new FilePath(path) };
        if (FileOperation.HasTwoPaths(operation.Kind))
        {
            if (!CanonicalWords.TryTake(ref rest, out var other))
            {
                return null;
            }

            operation = operation with { OtherPath = new FilePath(other) };
        }

        return rest.IsEmpty ? operation : null;
    }

    private static FileOperation? Option(
        FileOperation operation, ref ReadOnlySpan<char> rest, (FileEffects Effect, string Option)[] options)
    {
        var equals = rest.IndexOf('=');
        var blank = rest.IndexOf(' ');
        if (equals < 0 || (blank >= 0 && blank < equals))
        {
            var name = TakeUntilBlank(ref rest);
            var effect = Array.Find(options, entry => entry.Option == name).Effect;
            return effect == FileEffects.None ? null : operation with { Effects = operation.Effects | effect };
        }

        var key = rest[..equals].ToString();
        rest = rest[(equals + 1)..];
        if (!CanonicalWords.TryTake(ref rest, out var bytes))
        {
            return null;
        }

        var value = new FilePath(bytes);
        return key switch
        {
            "--mode" => ReadOctal(value.Text) is { } mode ? operation with { Mode = mode } : null,
            "--owner" => ReadOwner(value.Text) is { } owner ? operation with { Owner = owner } : null,
            "--size" => ulong.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                ? operation with { Size = size }
                : null,
            "--leads-to" => operation with { Resolved = value },
            "--other-leads-to" => operation with { ResolvedOther = value },
            _ => null,
        };
    }

    private static uint? ReadOctal(string text)
    {
        ulong value = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7' || value > uint.MaxValue >> 3)
            {
                return null;
            }

            value = (value << 3) | (uint)(c - '0');
        }

        return value <= uint.MaxValue ? (uint)value : null;
    }

    private static FileOwner? ReadOwner(string text) =>
        text.Split(':') is [var user, var group]
        && uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
        && uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var groupId)
            ? new FileOwner(userId, groupId)
            : null;

    private static string TakeUntilBlank(ref ReadOnlySpan<char> rest)
    {
        var blank = rest.IndexOf(' ');
        var word = (blank < 0 ? rest : rest[..blank]).ToString();
        rest = blank < 0 ? [] : rest[(blank + 1)..];
        return word;
    }
}

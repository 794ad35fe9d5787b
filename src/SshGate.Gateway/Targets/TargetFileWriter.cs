using System.Globalization;
using System.Text;
using SshGate.Policy;

namespace SshGate.Gateway.Targets;

/// <summary>
/// Writes <c>targets.yaml</c>. A target added or removed changes only its own lines, so that comments and order of the
/// file stay;
/// only a file whose layout does not allow that is written anew.
/// </summary>
internal static class TargetFileWriter
{
    private const string Header =
        """
        # The catalogue of targets. Edit it, or use: sshgate targets add|remove. A running gate takes a change over by itself.
        targets:

        """;

    public static string Write(IEnumerable<Target> targets) => Header + string.Concat(targets.Select(target => Entry(target, "  ")));

    public static string Add(string text, string file, Target target)
    {
        var old = TargetFileReader.Read(text, file);
        var wanted = old.Select(entry => entry.Target).Append(target).ToList();
        var ended = text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
        var edited = old.Count == 0 ? "" : ended + Entry(target, IndentOf(text, old[^1].Line));
        return Holds(edited, file, wanted) ? edited : Write(wanted);
    }

    public static string Remove(string text, string file, string name)
    {
        var old = TargetFileReader.Read(text, file);
        var wanted = old.Select(entry => entry.Target).Where(target => target.Name != name).ToList();
        var at = old.ToList().FindIndex(entry => entry.Target.Name == name);
        var lines = text.Split('\n');
        var first = (int)old[at].Line - 1;
        var end = at + 1 < old.Count ? (int)old[at + 1].Line - 1 : lines.Length - 1;
        var edited = wanted.Count == 0 ? "" : string.Join('\n', lines[..first].Concat(lines[end..]));
        return Holds(edited, file, wanted) ? edited : Write(wanted);
    }

    private static string Entry(Target target, string indent)
    {
        var text = new StringBuilder();
        var more = indent + "  ";
        text.Append(indent).Append("- name: ").AppendLine(Quoted(target.Name));
        text.Append(more).Append("host: ").AppendLine(Quoted(target.Host));
        text.Append(more).Append("port: ").AppendLine(target.Port.ToString(CultureInfo.InvariantCulture));
        if (target.Shell != ShellDialect.Posix)
        {
            text.Append(more).Append("shell: ").AppendLine(TargetRules.Text(target.Shell));
        }

        if (target.Environment.Length > 0)
        {
            text.Append(more).Append("environment: ").AppendLine(Quoted(target.Environment));
        }

        if (target.Labels.Count > 0)
        {
            text.Append(more).AppendLine("labels:");
            foreach (var (name, value) in target.Labels)
            {
                text.Append(more).Append("  ").Append(Quoted(name)).Append(": ").AppendLine(Quoted(value));
            }
        }

        text.Append(more).AppendLine("host_keys:");
        foreach (var key in target.HostKeys)
        {
            text.Append(more).Append("  - ").AppendLine(key.ToOpenSsh());
        }

        text.Append(more).AppendLine("accounts:");
        foreach (var account in target.Accounts)
        {
            text.Append(more).Append("  - name: ").AppendLine(Quoted(account.Name));
            text.Append(more).Append("    key: ").AppendLine(Quoted(account.Key.ToString()));
        }

        if (target.DefaultAccount is { } chosen)
        {
            text.Append(more).Append("default_account: ").AppendLine(Quoted(chosen));
        }

        return text.Replace("\r\n", "\n").ToString();
    }

    /// <summary>Plain where YAML cannot take it for anything but text; in double quotes otherwise.</summary>
    private static string Quoted(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@')
            && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n")
            ? text
            : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string IndentOf(string text, long line)
    {
        var last = text.Split('\n')[line - 1];
        return last[..(last.Length - last.TrimStart(' ').Length)];
    }

    /// <summary>Whether the edited text says exactly what is wanted.</summary>
    private static bool Holds(string text, string file, IReadOnlyList<Target> wanted)
    {
        try
        {
            return Write(TargetFileReader.Read(text, file).Select(entry => entry.Target)) == Write(wanted);
        }
        catch (TargetFileException)
        {
            return false;
        }
    }
}

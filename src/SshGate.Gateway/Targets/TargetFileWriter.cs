using System.Globalization;
using System.Text;
using SshGate.Policy;
using SshGate.Ssh.Keys;

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

    /// <summary>Adds host keys behind the last one of a target.</summary>
    public static string Pin(string text, string file, string name, IReadOnlyList<SshPublicKey> keys)
    {
        var old = TargetFileReader.Read(text, file);
        var entry = old.First(known => known.Target.Name == name);
        var wanted = old.Select(known => known == entry ? Pinned(known.Target) : known.Target).ToList();
        var edited = "";
        if (entry.LastHostKeyLine > 0)
        {
            var lines = text.Split('\n').ToList();
            var indent = IndentOf(text, entry.LastHostKeyLine);
            lines.InsertRange((int)entry.LastHostKeyLine, keys.Select(key => $"{indent}- {key.ToOpenSsh()}"));
            edited = string.Join('\n', lines);
        }

        return Holds(edited, file, wanted) ? edited : Write(wanted);

        Target Pinned(Target target) => target with { HostKeys = [.. target.HostKeys, .. keys] };
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

        if (target.Jump is { } jump)
        {
            text.Append(more).Append("jump: ").AppendLine(Quoted(jump.ToString()));
        }

        AppendKeys(text, more, "host_keys", target.HostKeys);
        AppendKeys(text, more, "host_authorities", target.HostAuthorities);
        if (target.InsecureAlgorithms.Count > 0)
        {
            text.Append(more).Append("insecure_algorithms: ").AppendLine(List(target.InsecureAlgorithms));
        }

        text.Append(more).AppendLine("accounts:");
        foreach (var account in target.Accounts)
        {
            text.Append(more).Append("  - name: ").AppendLine(Quoted(account.Name));
            AppendCredential(text, more + "    ", account);
        }

        if (target.DefaultAccount is { } chosen)
        {
            text.Append(more).Append("default_account: ").AppendLine(Quoted(chosen));
        }

        return text.Replace("\r\n", "\n").ToString();
    }

    private static void AppendKeys(StringBuilder text, string indent, string name, IReadOnlyList<SshPublicKey> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        text.Append(indent).Append(name).AppendLine(":");
        foreach (var key in keys)
        {
            text.Append(indent).Append("  - ").AppendLine(key.ToOpenSsh());
        }
    }

    private static void AppendCredential(StringBuilder text, string indent, TargetAccount account)
    {
        if (account.Credential is not TargetCredential.Certificate certificate)
        {
            text.Append(indent).Append("key: ").AppendLine(Quoted(account.Credential.VaultKey.ToString()));
            return;
        }

        text.Append(indent).AppendLine("certificate:");
        text.Append(indent).Append("  authority: ").AppendLine(Quoted(certificate.Authority.ToString()));
        if (certificate.Principals is not [var only] || only != account.Name)
        {
            text.Append(indent).Append("  principals: ").AppendLine(List(certificate.Principals));
        }

        if (certificate.ValidFor != TimeSpan.FromMinutes(TargetCredential.Certificate.DefaultMinutes))
        {
            text.Append(indent).Append("  valid_minutes: ").AppendLine(certificate.ValidFor.TotalMinutes.ToString("0", CultureInfo.InvariantCulture));
        }

        if (certificate.SourceAddresses.Count > 0)
        {
            text.Append(indent).Append("  source_address: ").AppendLine(List([.. certificate.SourceAddresses.Select(network => network.ToString())]));
        }
    }

    private static string List(IReadOnlyList<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";

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

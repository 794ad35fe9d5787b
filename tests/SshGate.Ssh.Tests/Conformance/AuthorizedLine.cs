namespace SshGate.Ssh.Tests.Conformance;

/// <summary>A line of authorized_keys or of a file of principals: options, and what they are about.</summary>
internal sealed class AuthorizedLine
{
    private readonly Dictionary<string, string> _options = [];

    /// <param name="line">The line.</param>
    /// <param name="words">How many words there are behind the options, at least.</param>
    public AuthorizedLine(string line, int words)
    {
        Text = line;
        var end = EndOfOptions(line);
        if (end > 0 && line[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= words
            && !line.StartsWith("ssh-", StringComparison.Ordinal) && !line.StartsWith("ecdsa-", StringComparison.Ordinal))
        {
            Text = line[end..].Trim();
            foreach (var option in line[..end].Split(','))
            {
                var parts = option.Split('=', 2);
                _options[parts[0]] = parts.Length > 1 ? parts[1].Trim('"') : "";
            }
        }
    }

    /// <summary>The key, or the name.</summary>
    public string Text { get; }

    public string? this[string option] => _options.GetValueOrDefault(option);

    /// <summary>Whether there are no others than these.</summary>
    public bool HasOnly(params IEnumerable<string> options) => !_options.Keys.Except(options).Any();

    private static int EndOfOptions(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            if (line[i] == ' ' && !quoted)
            {
                return i;
            }
        }

        return -1;
    }
}

namespace SshGate.Policy.Classification;

/// <summary>The closed list of options of one database client.</summary>
internal sealed class ClientOptions(
    string flags, string values, string statement, string[] longFlags, string[] longValues, string longStatement)
{
    /// <summary>The kind of an option word and the value attached to it.</summary>
    public (ClientOption Kind, string? Value) Read(string text)
    {
        if (text.StartsWith("--", StringComparison.Ordinal))
        {
            var parts = text.Split('=', 2);
            var value = parts.Length > 1 ? parts[1] : null;
            return parts[0] == longStatement ? (ClientOption.Statement, value)
                : longValues.Contains(parts[0]) ? (ClientOption.Value, value)
                : longFlags.Contains(text) ? (ClientOption.Flag, null)
                : (ClientOption.Unknown, null);
        }

        for (var i = 1; i < text.Length; i++)
        {
            var rest = i + 1 < text.Length ? text[(i + 1)..] : null;
            if (statement.Contains(text[i], StringComparison.Ordinal))
            {
                return (ClientOption.Statement, rest);
            }

            if (values.Contains(text[i], StringComparison.Ordinal))
            {
                return (ClientOption.Value, rest);
            }

            if (!flags.Contains(text[i], StringComparison.Ordinal))
            {
                return (ClientOption.Unknown, null);
            }
        }

        return (ClientOption.Flag, null);
    }
}

using System.Text;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The line behind a statement that reports what the statement changed: printed between marks that nobody can guess, each field
/// ended by NUL, which no value can hold. It gives the statement's own status back.
/// </summary>
internal sealed class StateReport
{
    /// <summary>Where the line keeps the statement's status while it prints.</summary>
    public const string StatusVariable = "sshgate_status";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly IReadOnlyList<string> _names;
    private readonly string _nonce;

    /// <param name="nonce">Random, in letters and digits.</param>
    /// <param name="names">The variables to report.</param>
    public StateReport(string nonce, IReadOnlyList<string> names)
    {
        _nonce = $"sshgate-{nonce}.";
        _names = names;
        Mark = Encoding.ASCII.GetBytes("\u001e" + _nonce);
    }

    /// <summary>What stands before and behind the report; it begins with a byte that usual output does not have.</summary>
    public ReadOnlyMemory<byte> Mark { get; }

    /// <summary>The line, for any POSIX shell.</summary>
    public string ToLine()
    {
        var line = new StringBuilder($"{StatusVariable}=$?; printf '\\036{_nonce}");
        line.Insert(line.Length, "%s\\0", _names.Count + 2);
        line.Append($"\\036{_nonce}' \"$PWD\" \"${{HOME-}}\"");
        foreach (var name in _names)
        {
            // Nothing if it is unset, else the name with its value.
            line.Append($" \"${{{name}+{name}=${name}}}\"");
        }

        return line.Append($"; exit \"${StatusVariable}\"\n").ToString();
    }

    /// <summary>Reads what stood between the marks; null if that is no report.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="hasTerminal">Whether a terminal has made CR LF of every LF.</param>
    public ReportedState? Read(ReadOnlySpan<byte> text, bool hasTerminal)
    {
        string[] fields;
        try
        {
            var decoded = Strict.GetString(text);
            fields = (hasTerminal ? decoded.Replace("\r\n", "\n", StringComparison.Ordinal) : decoded).Split('\0');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        // The last NUL ends the last field; behind it is nothing.
        if (fields.Length != _names.Count + 3 || fields[^1].Length > 0)
        {
            return null;
        }

        var variables = new List<KeyValuePair<string, string?>>();
        for (var i = 0; i < _names.Count; i++)
        {
            var field = fields[i + 2];
            if (field.Length > 0 && !field.StartsWith(_names[i] + "=", StringComparison.Ordinal))
            {
                return null;
            }

            variables.Add(new(_names[i], field.Length == 0 ? null : field[(_names[i].Length + 1)..]));
        }

        return new ReportedState(fields[0], fields[1], variables);
    }
}

using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>How a client of PostgreSQL is told its database: a name, <c>key=value</c> pairs, or an address.</summary>
internal static partial class ConnectionText
{
    /// <summary>Whether the text says no more than which database, where, and as whom: no files, no options of the server.</summary>
    public static bool IsPlain(string text) =>
        (!text.Contains('=', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal)) || Plain().IsMatch(text);

    [GeneratedRegex(
        @"^(\s*(host|port|dbname|user|connect_timeout|sslmode|application_name|target_session_attrs)=[\w.:/-]+)+\s*$"
        + @"|^postgres(ql)?://([\w.-]+@)?(localhost|127\.0\.0\.1|\[::1\])?(:\d+)?(/[\w-]*)?(\?((connect_timeout|sslmode|application_name)=[\w-]+&?)*)?$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}

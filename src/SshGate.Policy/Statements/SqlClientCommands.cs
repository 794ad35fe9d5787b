using System.Text.RegularExpressions;

namespace SshGate.Policy.Statements;

/// <summary>Client commands that only show: a closed list; a backquote or a bar in one runs a program.</summary>
internal static partial class SqlClientCommands
{
    public static string? Fault(string command, SqlDialect dialect, bool afterStatement)
    {
        var isKnown = dialect switch
        {
            SqlDialect.Postgres => (afterStatement ? PsqlEnd() : Psql()).IsMatch(command),
            SqlDialect.Mysql => MysqlEnd().IsMatch(command) && afterStatement,
            _ => Sqlite().IsMatch(command) && !afterStatement,
        };
        return isKnown ? null : $"client command {Classification.Report.Short(command)}";
    }

    [GeneratedRegex(
        @"^\\(d[A-Za-z]*[+S]*|l\+?|z|sf\+?|sv\+?|conninfo|timing|x|h|\?|q|errverbose)(\s+[A-Za-z0-9_.*?""$ +-]*)?$|^\\encoding$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Psql();

    [GeneratedRegex(@"^\\(g|gx)$", RegexOptions.NonBacktracking)]
    private static partial Regex PsqlEnd();

    [GeneratedRegex(@"^\\[Gg];?$", RegexOptions.NonBacktracking)]
    private static partial Regex MysqlEnd();

    [GeneratedRegex(
        @"^\.(tables?|schema|indexes|indices|databases|dbinfo|fullschema|headers?|mode|show|stats|help|quit|exit|width|nullvalue|timer|eqp|version)(\s+[A-Za-z0-9_.*%"" -]*)?$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Sqlite();
}

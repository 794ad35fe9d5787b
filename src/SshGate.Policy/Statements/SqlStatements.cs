namespace SshGate.Policy.Statements;

/// <summary>
/// Judges SQL by an allow-list: reading statements, made of names and functions that are known to have no effect. What a
/// view or a trigger does is the database's own; a read-only role there is the real control.
/// </summary>
internal static class SqlStatements
{
    private static readonly HashSet<string> Writing = new(
        [
            "INSERT", "UPDATE", "DELETE", "MERGE", "INTO", "CALL", "DO", "LOCK", "TRUNCATE", "DROP", "ALTER", "CREATE", "GRANT",
            "REVOKE", "EXECUTE", "PREPARE", "COPY", "LOAD", "HANDLER", "ATTACH", "DETACH", "VACUUM", "REINDEX", "OUTFILE",
            "DUMPFILE", "PROGRAM", "NEXTVAL", "SETVAL", "PROCEDURE", "KILL", "SHUTDOWN",
        ],
        StringComparer.Ordinal);

    /// <summary>Judges a text: reports each fault and each verb.</summary>
    public static void Judge(string text, SqlDialect dialect, Action<RiskClass, string> report, Action<string> effective)
    {
        JudgeReading(new SqlLexer(text, dialect), dialect, report, effective);
        if (dialect != SqlDialect.Sqlite && text.Contains('\\', StringComparison.Ordinal))
        {
            // Whether a backslash escapes is a setting of the server: what either reading does counts.
            JudgeReading(new SqlLexer(text, dialect, true), dialect, report, effective);
        }
    }

    private static void JudgeReading(
        SqlLexer lexer, SqlDialect dialect, Action<RiskClass, string> report, Action<string> effective)
    {
        var tokens = lexer.Read();
        if (lexer.Fault is { } fault)
        {
            report(RiskClass.Opaque, fault);
            effective("?");
            return;
        }

        var statement = new List<SqlToken>();
        foreach (var token in tokens)
        {
            if (token.Kind == SqlTokenKind.Client)
            {
                if (SqlClientCommands.Fault(token.Text, dialect, statement.Count > 0) is { } clientFault)
                {
                    report(RiskClass.Opaque, clientFault);
                }

                effective(token.Text.Split(' ')[0]);
            }
            else if (token.Kind != SqlTokenKind.End)
            {
                statement.Add(token);
                continue;
            }

            JudgeOne(statement, dialect, report, effective);
            statement.Clear();
        }

        JudgeOne(statement, dialect, report, effective);
    }

    private static void JudgeOne(
        List<SqlToken> statement, SqlDialect dialect, Action<RiskClass, string> report, Action<string> effective)
    {
        if (statement.Count == 0)
        {
            return;
        }

        var start = statement.FindIndex(token => !token.Is("("));
        var first = start >= 0 && statement[start].Kind == SqlTokenKind.Word ? statement[start].Text : "";
        effective(first.Length > 0 ? first : "?");
        switch (first)
        {
            case "SELECT" or "WITH" or "VALUES" or "TABLE":
                JudgeQuery(statement, report);
                break;
            case "SHOW" or "DESCRIBE" or "DESC" when dialect != SqlDialect.Sqlite:
                JudgeQuery(statement.Skip(statement.Count > 1 ? 2 : 1).Where(token => !token.Is("CREATE") && !token.Is("PROCEDURE")).ToList(), report);
                break;
            case "EXPLAIN":
                JudgeExplain(statement, report);
                break;
            case "COPY" when dialect == SqlDialect.Postgres:
                JudgeCopy(statement, report);
                break;
            case "PRAGMA" when dialect == SqlDialect.Sqlite:
                if (statement.Exists(token => token.Is("=")) || statement.Count < 2 || statement[1].Text is not ("TABLE_INFO" or "INDEX_LIST"
                    or "INDEX_INFO" or "DATABASE_LIST" or "USER_VERSION" or "PAGE_COUNT" or "PAGE_SIZE" or "INTEGRITY_CHECK" or "QUICK_CHECK"
                    or "FOREIGN_KEY_LIST" or "TABLE_LIST" or "COMPILE_OPTIONS" or "ENCODING" or "TABLE_XINFO" or "FREELIST_COUNT"))
                {
                    report(RiskClass.Write, "PRAGMA that may change the database");
                }

                break;
            case "BEGIN" or "COMMIT" or "ROLLBACK" or "END" or "ABORT" or "START":
                if (!statement.TrueForAll(token => token.Kind == SqlTokenKind.Symbol && token.Text == "," || token.Text is "BEGIN" or "COMMIT" or "ROLLBACK" or "END"
                    or "ABORT" or "START" or "TRANSACTION" or "WORK" or "READ" or "ONLY" or "ISOLATION" or "LEVEL" or "REPEATABLE"
                    or "COMMITTED" or "SERIALIZABLE" or "DEFERRABLE" or "WITH" or "CONSISTENT" or "SNAPSHOT" or "DEFERRED"))
                {
                    report(RiskClass.Write, "a transaction statement that is not plain");
                }

                break;
            case "DELETE" or "DROP" or "TRUNCATE" or "KILL":
                report(RiskClass.Destructive, $"{first} removes or stops something");
                break;
            case "":
                report(RiskClass.Opaque, "a statement that does not begin with a word");
                break;
            default:
                report(RiskClass.Write, $"{Classification.Report.Short(first)} is not a reading statement");
                break;
        }
    }

    private static void JudgeExplain(List<SqlToken> statement, Action<RiskClass, string> report)
    {
        var index = 1;
        var runs = false;
        if (index < statement.Count && statement[index].Is("("))
        {
            for (; index < statement.Count && !statement[index].Is(")"); index++)
            {
                runs |= statement[index].Is("ANALYZE") || statement[index].Is("ANALYSE");
            }

            index++;
        }

        while (index < statement.Count && statement[index].Kind == SqlTokenKind.Word
            && statement[index].Text is "ANALYZE" or "ANALYSE" or "VERBOSE" or "QUERY" or "PLAN" or "EXTENDED" or "FORMAT" or "JSON" or "TREE")
        {
            runs |= statement[index].Text is "ANALYZE" or "ANALYSE";
            index++;
        }

        while (index < statement.Count && (statement[index].Is("=") || statement[index].Is("JSON") || statement[index].Is("TREE") || statement[index].Is("TRADITIONAL")))
        {
            index++;
        }

        var inner = statement.Skip(index).ToList();
        var verb = inner.Find(token => !token.Is("("));
        if (verb.Kind == SqlTokenKind.Word && verb.Text is "SELECT" or "WITH" or "VALUES" or "TABLE")
        {
            JudgeQuery(inner, report);
        }
        else if (runs || verb.Text is not ("DELETE" or "UPDATE" or "INSERT" or "REPLACE"))
        {
            report(RiskClass.Write, "EXPLAIN of a statement that it would run, or that is not known");
        }
        else
        {
            JudgeFunctions(inner, report);
        }
    }

    private static void JudgeCopy(List<SqlToken> statement, Action<RiskClass, string> report)
    {
        var close = statement.FindLastIndex(token => token.Is(")"));
        var to = statement.FindLastIndex(token => token.Is("TO"));
        if (statement.Count > 2 && statement[1].Is("(") && statement[2].Is("SELECT") && to > 0 && to + 1 < statement.Count
            && statement[to + 1].Is("STDOUT") && close > 2 && !statement.Skip(to).Any(token => token.Is("PROGRAM")))
        {
            JudgeQuery(statement.Skip(2).Take(to - 2).ToList(), report);
            return;
        }

        report(RiskClass.Write, "COPY that is not from a query to standard output");
    }

    private static void JudgeQuery(List<SqlToken> tokens, Action<RiskClass, string> report)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (IsPasswordTable(tokens, i))
            {
                report(RiskClass.Exfil, "reads the table of passwords");
            }

            if (token.Kind != SqlTokenKind.Word)
            {
                if (token.Is(":="))
                {
                    report(RiskClass.Write, "an assignment inside a query");
                }

                continue;
            }

            var isName = i > 0 && tokens[i - 1].Is(".");
            if (!isName && Writing.Contains(token.Text))
            {
                report(token.Text is "DELETE" or "DROP" or "TRUNCATE" ? RiskClass.Destructive : RiskClass.Write, $"{token.Text} inside a query");
            }

            if (!isName && token.Text == "FOR" && i + 1 < tokens.Count && tokens[i + 1].Kind == SqlTokenKind.Word
                && tokens[i + 1].Text is "UPDATE" or "SHARE" or "NO" or "KEY")
            {
                report(RiskClass.Write, "a query that locks rows");
            }
        }

        JudgeFunctions(tokens, report);
    }

    private static bool IsPasswordTable(List<SqlToken> tokens, int index)
    {
        if (tokens[index].Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted))
        {
            return false;
        }

        var name = tokens[index].Text.ToUpperInvariant();
        return name is "PG_SHADOW" or "PG_AUTHID" or "PG_USER_MAPPING" or "PG_USER_MAPPINGS" or "AUTHENTICATION_STRING" or "ROLPASSWORD"
            || (name is "USER" or "GLOBAL_PRIV" or "PROXIES_PRIV" && index > 1 && tokens[index - 1].Is(".")
                && tokens[index - 2].Text.Equals("MYSQL", StringComparison.OrdinalIgnoreCase));
    }

    private static void JudgeFunctions(List<SqlToken> tokens, Action<RiskClass, string> report)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (!tokens[i + 1].Is("(") || tokens[i].Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted))
            {
                continue;
            }

            var isQualified = i >= 2 && tokens[i - 1].Is(".");
            var isKnown = tokens[i].Kind == SqlTokenKind.Word && SqlFunctions.IsHarmless(tokens[i].Text)
                && (!isQualified || tokens[i - 2].Is("PG_CATALOG"));
            // WITH name (columns) AS and VALUES aliases name columns, they call nothing.
            var isAlias = i > 0 && !isQualified && (tokens[i - 1].Is("WITH") || tokens[i - 1].Is("RECURSIVE") || tokens[i - 1].Is("AS"));
            if (!isKnown && !isAlias)
            {
                report(RiskClass.Opaque, $"function {Classification.Report.Short(tokens[i].Text)}, whose effect is not known");
            }
        }
    }
}

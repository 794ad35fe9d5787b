using SshGate.Policy.Statements;

namespace SshGate.Policy.Classification;

/// <summary>Database clients: closed lists of options, and the statements themselves.</summary>
internal static class DatabaseJudge
{
    private static readonly ClientOptions PsqlOptions = new(
        "AtqxXwEnbHz0", "dhpUFRP", "c",
        ["--tuples-only", "--no-align", "--quiet", "--csv", "--expanded", "--no-psqlrc", "--no-password", "--html", "--echo-errors"],
        ["--dbname", "--host", "--port", "--username", "--field-separator"], "--command");

    private static readonly ClientOptions MysqlOptions = new(
        "NBtsArEvHXCnf", "hPuDS", "e",
        [
            "--batch", "--skip-column-names", "--table", "--silent", "--vertical", "--raw", "--no-auto-rehash", "--column-names",
            "--skip-pager", "--ssl", "--compress", "--unbuffered", "--force",
        ],
        ["--host", "--port", "--user", "--database", "--socket", "--connect-timeout", "--default-character-set"], "--execute");

    public static void Psql(Invocation invocation)
    {
        if (invocation.Arguments.Any(argument => argument.Text is "-l" or "--list" or "-lqt" or "-Atl") && invocation.Words.Count == 2)
        {
            return;
        }

        Judge(invocation, PsqlOptions, SqlDialect.Postgres, 2);
    }

    public static void Mysql(Invocation invocation) => Judge(invocation, MysqlOptions, SqlDialect.Mysql, 1);

    public static void Sqlite(Invocation invocation)
    {
        var operands = new List<Argument>();
        var words = invocation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Text is not { } text)
            {
                invocation.Add(RiskClass.Opaque, "an argument that is not known before it runs", words[i]);
                return;
            }

            var option = text.StartsWith("--", StringComparison.Ordinal) ? text[1..] : text;
            if (option is "-readonly" or "-header" or "-noheader" or "-csv" or "-json" or "-line" or "-list" or "-column" or "-table" or "-box"
                or "-markdown" or "-batch" or "-bail" or "-safe" or "-quote" or "-tabs" or "-html")
            {
                continue;
            }

            if (option is "-separator" or "-nullvalue")
            {
                i++;
            }
            else if (option is ['-', _, ..])
            {
                invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", words[i]);
                return;
            }
            else
            {
                operands.Add(words[i]);
            }
        }

        if (operands.Count < 2)
        {
            Input(invocation, SqlDialect.Sqlite);
        }

        foreach (var statement in operands.Skip(1))
        {
            Statements(invocation, statement.Text!, SqlDialect.Sqlite, statement.Span);
        }
    }

    public static void Redis(Invocation invocation)
    {
        var words = invocation.Words;
        var index = 1;
        var isScan = false;
        for (; index < words.Count && words[index].Text is ['-', ..] text; index++)
        {
            if (text is "-h" or "-p" or "-n" or "--pattern" or "--count" or "-s" or "--user" or "-i" or "-r")
            {
                index++;
            }
            else if (text is "--scan" or "--bigkeys" or "--memkeys" or "--hotkeys" or "--latency" or "--latency-history" or "--stat")
            {
                isScan = true;
            }
            else if (text is not ("--raw" or "--no-raw" or "--csv" or "--json" or "--tls" or "-3" or "-2" or "-c" or "--no-auth-warning" or "--version" or "-v" or "--verbose"))
            {
                invocation.Add(RiskClass.Opaque, $"option {Report.Short(text)}", words[index]);
                return;
            }
        }

        if (index >= words.Count)
        {
            if (!isScan)
            {
                CodeInput.Judge(invocation, CommandContext.Redis, RiskClass.Interactive, (text, span) => RedisText(invocation, text, span));
            }

            return;
        }

        var command = new List<string>();
        foreach (var word in words.Skip(index))
        {
            // Only the verb, and the word after it, decide; a key may be anything.
            if (word.Text is null && (command.Count < 2 || word.IsSplit))
            {
                invocation.Add(RiskClass.Opaque, "an argument that is not known before it runs", word);
                return;
            }

            command.Add(word.Text ?? "?");
        }

        RedisCommands.Judge(command, invocation.Add, _ => { });
    }

    /// <summary>Judges redis commands, one per line.</summary>
    public static void RedisText(Invocation invocation, string text, SourceSpan span)
    {
        foreach (var line in text.Split('\n'))
        {
            RedisCommands.JudgeLine(line, (risk, what) => invocation.Analyzer.Report.Add(risk, what, span), _ => { });
        }
    }

    private static void Judge(Invocation invocation, ClientOptions options, SqlDialect dialect, int maxOperands)
    {
        var words = invocation.Words;
        var hasStatement = false;
        var operands = 0;
        for (var i = 1; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Text is not { } text)
            {
                invocation.Add(RiskClass.Opaque, "an argument that is not known before it runs", word);
                return;
            }

            if (text is not ['-', _, ..])
            {
                operands++;
                if (operands > maxOperands || !ConnectionText.IsPlain(text))
                {
                    invocation.Add(RiskClass.Opaque, "an operand that is not plain", word);
                    return;
                }

                continue;
            }

            var (kind, value) = options.Read(text);
            if (kind == ClientOption.Unknown)
            {
                var risk = text is "-o" or "-L" || text.StartsWith("--output", StringComparison.Ordinal) ? RiskClass.Write : RiskClass.Opaque;
                invocation.Add(risk, $"option {Report.Short(text)}", word);
                return;
            }

            if (kind is ClientOption.Value or ClientOption.Statement && value is null)
            {
                i++;
                value = i < words.Count && !words[i].IsSplit ? words[i].Text : null;
                if (value is null && !(kind == ClientOption.Value && i < words.Count && !words[i].IsSplit))
                {
                    invocation.Analyzer.Report.AddEffective("?");
                    invocation.Add(RiskClass.Opaque, "a statement that is not known before it runs", words[Math.Min(i, words.Count - 1)]);
                    return;
                }
            }

            if (kind == ClientOption.Value && dialect == SqlDialect.Postgres && IsDatabase(text) && value is not null && !ConnectionText.IsPlain(value))
            {
                invocation.Add(RiskClass.Opaque, "a database given by more than a name and a place", word);
                return;
            }

            if (kind == ClientOption.Value && text.StartsWith("--default-character-set", StringComparison.Ordinal)
                && value is not ("utf8" or "utf8mb3" or "utf8mb4" or "latin1" or "ascii" or "binary"))
            {
                // In others a backslash may be the second half of a character.
                invocation.Add(RiskClass.Opaque, "another encoding of statements", word);
                return;
            }

            if (kind == ClientOption.Statement)
            {
                hasStatement = true;
                Statements(invocation, value!, dialect, words[Math.Min(i, words.Count - 1)].Span);
            }
        }

        if (!hasStatement)
        {
            Input(invocation, dialect);
        }
    }

    private static bool IsDatabase(string option) => option.StartsWith("--d", StringComparison.Ordinal)
        || (!option.StartsWith("--", StringComparison.Ordinal) && option.IndexOf('d', StringComparison.Ordinal) is var at and > 0 && !option[..at].HasAnyOf("hpUFRP"));

    private static void Input(Invocation invocation, SqlDialect dialect) =>
        CodeInput.Judge(
            invocation, Language(dialect), RiskClass.Interactive, (text, span) => Statements(invocation, text, dialect, span));

    private static CommandContext? Language(SqlDialect dialect) => dialect switch
    {
        SqlDialect.Postgres => CommandContext.Psql,
        SqlDialect.Mysql => CommandContext.Mysql,
        SqlDialect.Sqlite => null,
    };

    private static void Statements(Invocation invocation, string text, SqlDialect dialect, SourceSpan span) =>
        SqlStatements.Judge(text, dialect, (risk, what) => invocation.Analyzer.Report.Add(risk, $"{invocation.Name}: {what}", span), _ => { });
}

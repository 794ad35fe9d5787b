namespace SshGate.Policy.Statements;

/// <summary>
/// Splits SQL into tokens by the rules of one dialect. Settings of a server decide whether a backslash
/// in a plain string escapes what follows: <c>escapes</c> says so. Comments that a server executes are a fault.
/// </summary>
internal sealed class SqlLexer(string text, SqlDialect dialect, bool escapes = false)
{
    private readonly List<SqlToken> _tokens = [];
    private int _pos;
    private int _lineFrom;
    private int _lineStart;

    /// <summary>Why the text is not read; null when it is.</summary>
    public string? Fault { get; private set; }

    public List<SqlToken> Read()
    {
        while (_pos < text.Length && Fault is null)
        {
            ReadToken();
        }

        return _tokens;
    }

    private char Peek(int ahead = 0) => _pos + ahead < text.Length ? text[_pos + ahead] : '\0';

    private void Add(SqlTokenKind kind, string token) => _tokens.Add(new SqlToken(kind, token));

    private void ReadToken()
    {
        var c = Peek();
        if (char.IsWhiteSpace(c))
        {
            _pos++;
        }
        else if (c == '-' && Peek(1) == '-' && (dialect != SqlDialect.Mysql || Peek(2) is '\0' or ' ' or '\t' or '\n'))
        {
            SkipLine();
        }
        else if (c == '-' && Peek(1) == '-' && dialect == SqlDialect.Mysql && char.IsControl(Peek(2)) && (Peek(2) != '\r' || Peek(3) != '\n'))
        {
            // To the client, the server or both of them a comment begins here, and hides the beginning of another one.
            Fault = "two hyphens with a control character behind them";
        }
        else if (c == '#' && dialect == SqlDialect.Mysql)
        {
            SkipLine();
        }
        else if (c == '/' && Peek(1) == '*')
        {
            SkipComment();
        }
        else if (c == '\'' && dialect == SqlDialect.Postgres && _tokens is [.., { Kind: SqlTokenKind.Literal }])
        {
            // On a line of its own it goes on as the string before it began: behind E'…' with escapes, whatever the settings say.
            Fault = "a string that goes on behind another one";
        }
        else if (c == '\'' || (c is '"' && dialect == SqlDialect.Mysql))
        {
            ReadString(c, SqlTokenKind.Literal, escapes);
        }
        else if (c == '"' || (c == '`' && dialect != SqlDialect.Postgres) || (c == '[' && dialect == SqlDialect.Sqlite))
        {
            ReadString(c == '[' ? ']' : c, SqlTokenKind.Quoted, false);
        }
        else if (c == '$' && dialect == SqlDialect.Postgres && !char.IsAsciiDigit(Peek(1)))
        {
            ReadDollar();
        }
        else if (char.IsLetter(c) || c == '_' || (c == '@' && dialect == SqlDialect.Mysql))
        {
            ReadWord();
        }
        else if (char.IsAsciiDigit(c))
        {
            while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '.' or '_')
            {
                _pos++;
            }

            if (Peek() is '\'' or '$' && dialect == SqlDialect.Postgres)
            {
                Fault = "a quote right behind a number, which versions read differently";
            }

            Add(SqlTokenKind.Literal, "0");
        }
        else if (c == ';')
        {
            _pos++;
            Add(SqlTokenKind.End, ";");
        }
        else if (c == '\\' || (c == '.' && dialect == SqlDialect.Sqlite && AtLineStart()))
        {
            ReadClientCommand();
        }
        else
        {
            ReadSymbol(c);
        }
    }

    private bool AtLineStart()
    {
        // Only ever looks at what came since it looked last.
        var newline = text.AsSpan(_lineFrom, _pos - _lineFrom).LastIndexOf('\n');
        _lineStart = newline < 0 ? _lineStart : _lineFrom + newline + 1;
        _lineFrom = _pos;
        return text.AsSpan(_lineStart, _pos - _lineStart).Trim().IsEmpty;
    }

    private void SkipLine()
    {
        var end = text.IndexOf('\n', _pos);
        _pos = end < 0 ? text.Length : end + 1;
    }

    private void SkipComment()
    {
        if (dialect != SqlDialect.Postgres && Peek(2) is '!' or 'M')
        {
            Fault = "a comment that the server may execute";
            return;
        }

        var depth = 0;
        for (; _pos < text.Length; _pos++)
        {
            if (Peek() == '/' && Peek(1) == '*')
            {
                if (depth > 0 && dialect != SqlDialect.Postgres)
                {
                    Fault = "a comment inside a comment";
                    return;
                }

                depth++;
                _pos++;
            }
            else if (Peek() == '*' && Peek(1) == '/')
            {
                _pos++;
                if (--depth == 0)
                {
                    _pos++;
                    return;
                }
            }
        }

        Fault = "a comment that is not closed";
    }

    private void ReadString(char close, SqlTokenKind kind, bool mayEscape)
    {
        var start = ++_pos;
        while (_pos < text.Length)
        {
            if (Peek() == '\\' && mayEscape)
            {
                _pos += 2;
                continue;
            }

            if (Peek() == close)
            {
                if (Peek(1) != close)
                {
                    Add(kind, text[start.._pos]);
                    _pos++;
                    return;
                }

                _pos++;
            }

            _pos++;
        }

        Fault = "a quote that is not closed";
    }

    private void ReadDollar()
    {
        if (_pos > 0 && (text[_pos - 1] is '_' or '$' or > '\x7f' || char.IsAsciiLetterOrDigit(text[_pos - 1])))
        {
            // Part of the name before it (psqlscan.l, ident_cont), which quotes nothing.
            Fault = "a dollar within a name";
            return;
        }

        var tagEnd = _pos + 1;
        while (tagEnd < text.Length && (char.IsAsciiLetterOrDigit(text[tagEnd]) || text[tagEnd] == '_'))
        {
            tagEnd++;
        }

        if (tagEnd >= text.Length || text[tagEnd] != '$')
        {
            Fault = "a dollar that quotes nothing";
            return;
        }

        var tag = text[_pos..(tagEnd + 1)];
        var close = text.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        if (close < 0)
        {
            Fault = "a quote that is not closed";
            return;
        }

        Add(SqlTokenKind.Literal, text[(tagEnd + 1)..close]);
        _pos = close + tag.Length;
    }

    private void ReadWord()
    {
        var start = _pos;
        while (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '@' || (Peek() == '$' && dialect == SqlDialect.Mysql))
        {
            _pos++;
        }

        var word = text[start.._pos].ToUpperInvariant();
        if (word.Any(c => c > '\x7f'))
        {
            Add(SqlTokenKind.Quoted, word);
            return;
        }

        if (Peek() == '\'' && word == "E" && dialect == SqlDialect.Postgres)
        {
            ReadString('\'', SqlTokenKind.Literal, true);
            return;
        }

        Add(SqlTokenKind.Word, word);
    }

    private void ReadClientCommand()
    {
        var end = text.IndexOf('\n', _pos);
        end = end < 0 ? text.Length : end;
        Add(SqlTokenKind.Client, text[_pos..end].TrimEnd());
        _pos = end;
    }

    private void ReadSymbol(char c)
    {
        var two = string.Concat(c, Peek(1));
        if (two == "::" || two == ":=" || two == "||")
        {
            _pos += 2;
            Add(SqlTokenKind.Symbol, two);
            return;
        }

        if (c == ':' && dialect == SqlDialect.Postgres && (char.IsLetter(Peek(1)) || Peek(1) is '_' or '\'' or '"' or '{'))
        {
            Fault = "a client variable, whose text is not known";
            return;
        }

        if (c == '`')
        {
            Fault = "a backquote";
            return;
        }

        _pos++;
        Add(SqlTokenKind.Symbol, c.ToString());
    }
}

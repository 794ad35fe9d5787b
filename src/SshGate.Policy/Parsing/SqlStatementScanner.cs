using System.Text;
using SshGate.Policy.Statements;

namespace SshGate.Policy.Parsing;

/// <summary>
/// Follows a database client through its input: a statement is complete at the first newline at which the client holds back
/// nothing, so that no piece of one statement is ever the unseen beginning of the next. Where a setting of client or server
/// decides how a text is read, it is not read.
/// </summary>
internal ref struct SqlStatementScanner(ReadOnlySpan<byte> text, SqlDialect dialect)
{
    // What the mysql client takes for its own commands where nothing is held back; they need no semicolon.
    private static readonly HashSet<string> MysqlWords = new(
        (
            "? clear connect edit ego exit go help nopager notee nowarning pager print prompt query_attributes quit rehash "
            + "resetconnection source ssl_session_data_print status system tee use warnings charset").Split(' '),
        StringComparer.Ordinal);

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly StringBuilder _initials = new();
    private int _pos;
    private int _parentheses;
    private int _begins;

    // Whether the client holds the beginning of a statement back.
    private bool _holds;
    private string? _fault;

    public StatementScan Scan()
    {
        while (_fault is null && !AtEnd)
        {
            if (!_holds && AtLineStart() && TakeClientLine())
            {
                return new StatementScan.Complete(_pos);
            }

            if (_fault is null && Take() && !_holds)
            {
                return new StatementScan.Complete(_pos);
            }
        }

        return _fault is null
            ? StatementScan.Incomplete.Instance
            : new StatementScan.Invalid(new ParseError(_fault, Math.Min(_pos, _text.Length)));
    }

    private readonly bool AtEnd => _pos >= _text.Length;

    private readonly char Peek(int ahead = 0) => _pos + ahead < _text.Length ? (char)_text[_pos + ahead] : '\0';

    private readonly bool AtLineStart() => _pos == 0 || _text[_pos - 1] == '\n';

    private readonly bool IsMysql => dialect == SqlDialect.Mysql;

    /// <summary>Takes what stands here; true when that was a newline outside of everything.</summary>
    private bool Take()
    {
        var c = Peek();
        if (c == '\n')
        {
            _pos++;
            return true;
        }

        if (IsBlank(c))
        {
            _pos++;
        }
        else if (AtLineComment(c))
        {
            SkipTo((byte)'\n');
        }
        else if (c == '/' && Peek(1) == '*')
        {
            TakeComment();
        }
        else if (c == '\\')
        {
            TakeClientCommand();
        }
        else if (c == ';' && (IsMysql || (_parentheses == 0 && _begins == 0)))
        {
            _pos++;
            Release();
        }
        else
        {
            _holds = true;
            TakeToken(c);
        }

        return false;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\f';

    private readonly bool AtLineComment(char c) =>
        (c == '-' && Peek(1) == '-' && (!IsMysql || IsBlank(Peek(2)) || Peek(2) == '\n')) || (c == '#' && IsMysql);

    private void TakeToken(char c)
    {
        switch (c)
        {
            case '\'' or '"':
            case '`' when IsMysql:
                TakeQuoted(c);
                break;
            case '$' when !IsMysql:
                TakeDollar();
                break;
            case '(':
                _pos++;
                _parentheses++;
                break;
            case ')':
                _pos++;
                _parentheses = Math.Max(0, _parentheses - 1);
                break;
            case '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or > '\x7f':
                TakeWord();
                break;
            case >= '0' and <= '9':
                TakeNumber();
                break;
            default:
                _pos++;
                break;
        }
    }

    private void Release()
    {
        _holds = false;
        _parentheses = 0;
        _begins = 0;
        _initials.Clear();
    }

    private void SkipTo(byte stop)
    {
        var at = _text[_pos..].IndexOf(stop);
        _pos = at < 0 ? _text.Length : _pos + at;
    }

    private void TakeComment()
    {
        if (IsMysql && Peek(2) is '!' or 'M' or '+')
        {
            _fault = "a comment that the server may execute";
            return;
        }

        var depth = 0;
        for (; !AtEnd; _pos++)
        {
            if (Peek() == '/' && Peek(1) == '*')
            {
                if (depth > 0 && IsMysql)
                {
                    _fault = "a comment inside a comment";
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
    }

    private void TakeQuoted(char quote, bool escapes = false)
    {
        var mayEscape = quote == '\'' || (quote == '"' && IsMysql);
        var backslashes = 0;
        for (_pos++; !AtEnd; _pos++)
        {
            var c = Peek();
            if (c == quote && mayEscape && backslashes % 2 == 1)
            {
                if (!escapes)
                {
                    _fault = "a backslash before a quote, which settings decide about";
                    return;
                }
            }
            else if (c == quote)
            {
                // A doubled quote closes and opens again, which comes to the same.
                _pos++;
                return;
            }

            backslashes = c == '\\' ? backslashes + 1 : 0;
        }
    }

    private void TakeDollar()
    {
        var tagEnd = _pos + 1;
        while (tagEnd < _text.Length && IsWordByte(_text[tagEnd]))
        {
            tagEnd++;
        }

        if (tagEnd >= _text.Length || _text[tagEnd] != '$' || char.IsAsciiDigit(Peek(1)))
        {
            _pos++;
            return;
        }

        var tag = _text[_pos..(tagEnd + 1)];
        var close = _text[(tagEnd + 1)..].IndexOf(tag);
        _pos = close < 0 ? _text.Length : tagEnd + 1 + close + tag.Length;
    }

    private void TakeWord()
    {
        var start = _pos;
        SkipWord();
        if (Peek() == '\'' && !IsMysql && _pos - start == 1 && _text[start] is (byte)'e' or (byte)'E')
        {
            TakeQuoted('\'', true);
            return;
        }

        if (!IsMysql && _pos - start <= 9)
        {
            FollowBody(Encoding.Latin1.GetString(_text[start.._pos]).ToLowerInvariant());
        }
    }

    private void TakeNumber()
    {
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '.')
        {
            _pos++;
        }

        if (Peek() is '\'' or '$')
        {
            _fault = "a quote right behind a number, which versions read differently";
        }
    }

    private void SkipWord()
    {
        while (!AtEnd && (IsWordByte(_text[_pos]) || _text[_pos] == '$'))
        {
            _pos++;
        }
    }

    private static bool IsWordByte(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or > 0x7f;

    /// <summary>psql takes the semicolons between BEGIN and END of a function's body for parts of it (psqlscan.l).</summary>
    private void FollowBody(string word)
    {
        if (_initials.Length < 4)
        {
            _initials.Append(word is "create" or "function" or "procedure" or "or" or "replace" ? word[0] : '-');
        }

        if (_parentheses > 0 || _initials.ToString() is not (['c', 'f' or 'p', ..] or ['c', 'o', 'r', 'f' or 'p']))
        {
            return;
        }

        if (word == "begin" || (word == "case" && _begins > 0))
        {
            _begins++;
        }
        else if (word == "end" && _begins > 0)
        {
            _begins--;
        }
    }

    /// <summary>A line that a client takes for itself without a backslash or a semicolon.</summary>
    private bool TakeClientLine()
    {
        var end = _text[_pos..].IndexOf((byte)'\n');
        var line = _text[_pos..(_pos + end)].Trim(" \t\r"u8);
        var blank = line.IndexOfAny(" \t;"u8);
        var first = Encoding.Latin1.GetString(blank < 0 ? line : line[..blank]).ToLowerInvariant();
        if (IsMysql && first == "delimiter")
        {
            _fault = "the client's delimiter is not changed";
            return false;
        }

        var isOwn = IsMysql
            ? MysqlWords.Contains(first) && !line.Contains((byte)';') && line.IndexOf("\\g"u8) < 0
            : first is "help" or "quit" or "exit" && (blank < 0 || line[blank..].Trim(" \t;"u8).IsEmpty);
        _pos += isOwn ? end + 1 : 0;
        return isOwn;
    }

    /// <summary>A backslash command: what it does to the statement before it depends on its name.</summary>
    private void TakeClientCommand()
    {
        var start = _pos++;
        if (IsMysql)
        {
            // One character names it.
            var name = Peek();
            _pos += AtEnd || name == '\n' ? 0 : 1;
            if (name is 'g' or 'G' or 'c' or 'q')
            {
                Release();
            }
            else if (name == 'd')
            {
                _fault = "the client's delimiter is not changed";
            }
            else if (name is 'u' or '.' or '!' or 'T' or 'P' or 'R' or 'C' or 'r')
            {
                // These take the text up to the semicolon or the end of the line.
                var end = _text[_pos..].IndexOfAny((byte)'\n', (byte)';');
                _pos = end < 0 ? _text.Length : _pos + end + (_text[_pos + end] == ';' ? 1 : 0);
            }

            return;
        }

        while (!AtEnd && Peek() is not ('\n' or '\\') && !IsBlank(Peek()))
        {
            _pos++;
        }

        var command = Encoding.Latin1.GetString(_text[(start + 1).._pos]);
        if (command.StartsWith(';') || command.StartsWith(':'))
        {
            // \; is a semicolon that sends nothing.
            _pos = start + 2;
            _holds = true;
            return;
        }

        var arguments = _pos;
        SkipTo((byte)'\n');
        if (_text[arguments.._pos].Contains((byte)'\\'))
        {
            _fault = "two client commands on one line";
        }

        if (command is "g" or "gx" or "gset" or "gexec" or "gdesc" or "q" or "quit" or "r" or "reset" or "crosstabview" or "watch")
        {
            Release();
        }
    }
}

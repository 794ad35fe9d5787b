using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>Redirections and here-documents.</summary>
internal sealed partial class ShellParser
{
    private Redirection? TryParseRedirection()
    {
        var start = _pos;
        var at = _pos;
        if (at < _end && _text[at] == '{' && IsBash)
        {
            var close = at + 1;
            while (close < _end && IsName(_text[close]))
            {
                close++;
            }

            if (close > at + 1 && close < _end && _text[close] == '}' && IsNameStart(_text[at + 1]))
            {
                at = close + 1;
            }
        }
        else
        {
            while (at < _end && char.IsAsciiDigit(_text[at]))
            {
                at++;
            }
        }

        if (at >= _end || (_text[at] is not ('<' or '>') && !(at == start && At("&>") && _reading != ShellReading.Dash)))
        {
            return null;
        }

        if (_text[at] is '<' or '>' && at + 1 < _end && _text[at + 1] == '(' && IsBash)
        {
            return null;
        }

        Grow(2);
        var descriptor = at > start ? _text[start..at] : null;
        _pos = at;
        var kind = ParseRedirectionOperator(out var stripsTabs);
        if (Peek() == '\\' && Peek(1) == '\n' && Peek(2) is '<' or '>' or '&' or '|' or '-')
        {
            throw Fail("an operator continued on the next line");
        }

        SkipBlanks();
        if (kind is RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput && Peek() == '-' && _pos + 1 < _end
            && (!IsMeta(Peek(1)) || (Peek(1) is '<' or '>' && Peek(2) == '(')))
        {
            // To bash the dash is a token of its own, and what follows it a word of the command; other shells read one word.
            throw Fail("a closed descriptor with a word right behind it");
        }

        if (AtWordEnd())
        {
            throw Unexpected();
        }

        var from = _pos;
        var target = ParseWord(WordMode.Plain);
        var document = kind == RedirectionKind.HereDocument ? BeginHereDocument(_text[from.._pos], stripsTabs) : null;
        return new Redirection(Span(start, _pos), kind, descriptor, target, document);
    }

    private RedirectionKind ParseRedirectionOperator(out bool stripsTabs)
    {
        stripsTabs = At("<<-");
        (RedirectionKind Kind, int Length) found = 0 switch
        {
            _ when At("<<<") && IsBash => (RedirectionKind.HereString, 3),
            _ when At("<<-") => (RedirectionKind.HereDocument, 3),
            _ when At("<<") => (RedirectionKind.HereDocument, 2),
            _ when At("<&") => (RedirectionKind.DuplicateInput, 2),
            _ when At("<>") => (RedirectionKind.ReadWrite, 2),
            _ when At("<") => (RedirectionKind.Input, 1),
            _ when At("&>>") => (RedirectionKind.AppendOutputAndError, 3),
            _ when At("&>") => (RedirectionKind.OutputAndError, 2),
            _ when At(">>") => (RedirectionKind.Append, 2),
            _ when At(">&") => (RedirectionKind.DuplicateOutput, 2),
            _ when At(">|") => (RedirectionKind.Clobber, 2),
            _ => (RedirectionKind.Output, 1),
        };
        _pos += found.Length;
        return found.Kind;
    }

    private HereDocument BeginHereDocument(string raw, bool stripsTabs)
    {
        if (raw.Contains('$', StringComparison.Ordinal) && raw.AsSpan().IndexOfAny("'\"\\`") >= 0)
        {
            throw Fail("a here-document delimiter of a form that is not read");
        }

        var text = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && i + 1 < raw.Length)
            {
                i++;
                if (raw[i] == '\n')
                {
                    continue;
                }

                isQuoted = true;
                text.Append(raw[i]);
            }
            else if (raw[i] is '\'' or '"')
            {
                var close = raw.IndexOf(raw[i], i + 1);
                isQuoted = true;
                if (close < 0 || raw.AsSpan(i, close - i).Contains('\\'))
                {
                    throw Fail("a here-document delimiter of a form that is not read");
                }

                text.Append(raw, i + 1, close - i - 1);
                i = close;
            }
            else
            {
                text.Append(raw[i]);
            }
        }

        var document = new HereDocument(SourceText.Decode(text.ToString()), isQuoted, stripsTabs);
        _pending.Add(new PendingHereDocument(document, text.ToString()));
        return document;
    }

    /// <summary>Called right after a newline token: the bodies of the here-documents begun on that line follow.</summary>
    private void ReadHereDocuments()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var pending = _pending;
        _pending = [];
        foreach (var document in pending)
        {
            ReadHereDocument(document);
        }
    }

    private void FinishHereDocuments()
    {
        if (_pending.Count > 0)
        {
            throw Fail("a here-document has no body");
        }
    }

    private void ReadHereDocument(PendingHereDocument pending)
    {
        var start = _pos;
        while (_pos < _end)
        {
            var lineStart = _pos;
            var line = ReadBodyLine(!pending.Document.IsQuoted);
            if (pending.Document.StripsTabs)
            {
                line = line.TrimStart('\t');
            }

            if (line.SequenceEqual(pending.Delimiter))
            {
                pending.Document.Body = ParseBody(start, lineStart, pending.Document.IsQuoted);
                return;
            }
        }

        if (_isPartial && _end == _text.Length)
        {
            throw Unclosed("a here-document is not closed");
        }

        // bash takes the rest of the input and warns: what was meant cannot be known.
        var span = Span(start, _end);
        pending.Document.Body = new Word(span, [new OpaquePart(span, "a here-document is not closed")]);
    }

    /// <summary>Reads one line of a body; in an unquoted one a backslash joins it to the next, before the delimiter is compared.</summary>
    private ReadOnlySpan<char> ReadBodyLine(bool joins)
    {
        var start = _pos;
        var newline = _text.IndexOf('\n', _pos, _end - _pos);
        var end = newline < 0 ? _end : newline;
        if (!joins || _text.AsSpan(start, end - start).IndexOf('\\') < 0)
        {
            _pos = newline < 0 ? _end : newline + 1;
            return _text.AsSpan(start, end - start);
        }

        var line = new StringBuilder();
        while (_pos < _end)
        {
            var c = _text[_pos++];
            if (c == '\n')
            {
                return line.ToString();
            }

            if (c == '\\' && joins && _pos < _end)
            {
                if (_text[_pos] == '\n')
                {
                    _pos++;
                    continue;
                }

                line.Append(c);
                c = _text[_pos++];
            }

            line.Append(c);
        }

        return _isPartial && _end == _text.Length ? throw Unclosed("a line is continued on the next line") : line.ToString();
    }

    private Word ParseBody(int start, int stop, bool isQuoted)
    {
        var span = Span(start, stop);
        if (isQuoted)
        {
            return new Word(span, [new QuotedPart(span, QuoteKind.Single, Decoded(start, stop))]);
        }

        var (pos, end, depth) = (_pos, _end, _depth);
        var parts = new List<WordPart>();
        try
        {
            _pos = start;
            _end = stop;
            ParseQuotedText(parts, '\0');
        }
        catch (ShellSyntaxException failure)
        {
            Retry();
            _depth = depth;
            parts = [new OpaquePart(span, failure.Message)];
        }

        (_pos, _end) = (pos, end);
        return new Word(span, parts);
    }
}

using System.Globalization;
using System.Text;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>Reads and decodes <c>$'…'</c> (bash manual 3.1.2.4).</summary>
internal sealed partial class ShellParser
{
    private WordPart ParseAnsiQuoted()
    {
        var start = _pos;
        _pos += 2;
        var bytes = new StringBuilder();
        var isSound = true;
        while (_pos < _end && Peek() != '\'')
        {
            if (Peek() != '\\')
            {
                bytes.Append(Peek());
                _pos++;
                continue;
            }

            _pos++;
            if (_pos >= _end)
            {
                break;
            }

            // A shell without $'…' reads \' as the end of the text: what follows would mean something else there.
            isSound &= Peek() != '\'';
            isSound &= DecodeEscape(bytes);
        }

        if (_pos >= _end)
        {
            _pos = start;
            throw Unclosed("a single quote is not closed");
        }

        _pos++;
        var span = Span(start, _pos);
        var text = SourceText.Decode(bytes.ToString());
        return isSound && !text.Contains('\0', StringComparison.Ordinal)
            ? new QuotedPart(span, QuoteKind.AnsiC, text)
            : new OpaquePart(span, "an escape that shells read differently");
    }

    /// <summary>Decodes one escape after its backslash; false where bash's answer depends on things not known here.</summary>
    private bool DecodeEscape(StringBuilder bytes)
    {
        var c = Peek();
        _pos++;
        switch (c)
        {
            case 'a': bytes.Append('\a'); return true;
            case 'b': bytes.Append('\b'); return true;
            case 'e' or 'E': bytes.Append('\x1b'); return true;
            case 'f': bytes.Append('\f'); return true;
            case 'n': bytes.Append('\n'); return true;
            case 'r': bytes.Append('\r'); return true;
            case 't': bytes.Append('\t'); return true;
            case 'v': bytes.Append('\v'); return true;
            case '\\' or '\'' or '"' or '?': bytes.Append(c); return true;
            case >= '0' and <= '7':
                _pos--;
                bytes.Append((char)(TakeDigits(3, 8) & 0xff));
                return true;
            case 'x':
                if (!char.IsAsciiHexDigit(Peek()))
                {
                    return false;
                }

                bytes.Append((char)TakeDigits(2, 16));
                return true;
            case 'u' or 'U':
                if (!char.IsAsciiHexDigit(Peek()))
                {
                    return false;
                }

                var scalar = TakeDigits(c == 'u' ? 4 : 8, 16);
                if (!Rune.IsValid(scalar))
                {
                    return false;
                }

                bytes.Append(SourceText.Encode(new Rune(scalar).ToString()));
                return true;
            case 'c' when _pos < _end && Peek() is > '\x3f' and < '\x7f' and not '\\':
                bytes.Append((char)(Peek() & 0x1f));
                _pos++;
                return true;
            case 'c':
                return false;
            default:
                bytes.Append('\\').Append(c);
                return true;
        }
    }

    private int TakeDigits(int most, int radix)
    {
        var start = _pos;
        while (_pos - start < most && (radix == 16 ? char.IsAsciiHexDigit(Peek()) : Peek() is >= '0' and <= '7'))
        {
            _pos++;
        }

        var digits = _text[start.._pos];
        return radix == 16
            ? unchecked((int)uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : Convert.ToInt32(digits, 8);
    }
}

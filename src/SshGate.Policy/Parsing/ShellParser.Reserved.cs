using System.Text;

namespace SshGate.Policy.Parsing;

/// <summary>Reserved words: they are asked for often, and at the same place again and again.</summary>
internal sealed partial class ShellParser
{
    private const int LongestReservedWord = 8;

    /// <summary>Stands for every plain word that the grammar knows nothing of.</summary>
    private const string OtherWord = "\0";

    private (int At, int Limit) _peekedAt = (-1, -1);
    private string? _peeked;
    private int _peekedEnd;

    /// <summary>
    /// The word here, if it is short and free of quoting: the reserved word itself, the empty text where no word stands, or
    /// <see cref="OtherWord"/>; null where it is long or quoted.
    /// </summary>
    private string? PeekReserved()
    {
        if (_peekedAt != (_pos, _end))
        {
            _peekedAt = (_pos, _end);
            _peeked = PeekPlain(out _peekedEnd, out var word) ? Known(word) : null;
        }

        return _peeked;
    }

    private void SkipReserved()
    {
        PeekReserved();
        _pos = _peekedEnd;
    }

    private void Expect(string word)
    {
        if (PeekReserved() != word)
        {
            throw _pos < _end && PeekReserved() is null ? Unexpected() : Fail($"expected '{word}'");
        }

        SkipReserved();
    }

    private static string Known(ReadOnlySpan<char> word) => word switch
    {
        "" => "",
        "!" => "!",
        "{" => "{",
        "}" => "}",
        "[[" => "[[",
        "]]" => "]]",
        "-p" => "-p",
        "--" => "--",
        "if" => "if",
        "then" => "then",
        "elif" => "elif",
        "else" => "else",
        "fi" => "fi",
        "do" => "do",
        "done" => "done",
        "while" => "while",
        "until" => "until",
        "for" => "for",
        "select" => "select",
        "in" => "in",
        "case" => "case",
        "esac" => "esac",
        "function" => "function",
        "coproc" => "coproc",
        "time" => "time",
        _ => OtherWord,
    };

    /// <summary>Reads a word of plain characters; false where it is longer than any reserved word, or quoted.</summary>
    private bool PeekPlain(out int end, out ReadOnlySpan<char> word)
    {
        end = _pos;
        word = default;
        while (end < _end && end - _pos <= LongestReservedWord)
        {
            switch (_text[end])
            {
                case '\\' when end + 1 < _end && _text[end + 1] == '\n':
                    return PeekContinued(out end, out word);
                // A word followed by <( or >( goes on: a<(b) is one word.
                case '<' or '>' when IsBash && end + 1 < _end && _text[end + 1] == '(':
                case '\'' or '"' or '\\' or '$' or '`':
                    return false;
                case var c when IsMeta(c):
                    word = _text.AsSpan(_pos, end - _pos);
                    return true;
            }

            end++;
        }

        word = _text.AsSpan(_pos, end - _pos);
        return end >= _end;
    }

    /// <summary>As above, for a word with line ends in it that a backslash takes away.</summary>
    private bool PeekContinued(out int end, out ReadOnlySpan<char> word)
    {
        var text = new StringBuilder();
        word = default;
        for (end = _pos; end < _end && text.Length <= LongestReservedWord; end++)
        {
            var c = _text[end];
            if (c == '\\' && end + 1 < _end && _text[end + 1] == '\n')
            {
                end++;
                continue;
            }

            if (IsMeta(c))
            {
                word = text.ToString();
                return !(c is '<' or '>' && IsBash && end + 1 < _end && _text[end + 1] == '(');
            }

            if (c is '\'' or '"' or '\\' or '$' or '`')
            {
                return false;
            }

            text.Append(c);
        }

        if (_isPartial && _end == _text.Length)
        {
            throw Unclosed("a word is continued on the next line");
        }

        word = text.ToString();
        return end >= _end;
    }
}

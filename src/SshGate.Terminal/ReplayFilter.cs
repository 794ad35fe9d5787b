using System.Text;

namespace SshGate.Terminal;

/// <summary>
/// Lets recorded output reach a viewer's terminal without letting it act there. The stream is parsed (ECMA-48, as
/// the VT500 parser does) and only what paints inside the screen is written again, in its 7-bit form: text, cursor
/// movement, erasing, scrolling, colours, the alternate screen. Strings (OSC, DCS, APC, PM, SOS), device queries,
/// reports, keyboard, mouse and window modes, printing, answerback and the bell never come out, in either form.
/// Incremental: any division of the input into chunks gives the same output. Not thread-safe.
/// </summary>
public sealed class ReplayFilter
{
    // An unterminated string hides what follows it. A real one (a title, a clipboard, a small image) is shorter.
    private const int MaxStringLength = 64 * 1024;

    // Longer than any sequence a program sends to paint; xterm itself keeps 30 parameters.
    private const int MaxParameterLength = 160;

    private const char Replacement = '\uFFFD';

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _parameters = new();
    private readonly ReplayModes _modes = new();
    private State _state;
    private char _intermediate;
    private char _highSurrogate;
    private int _stringLength;

    private enum State
    {
        Ground,
        Escape,
        EscapeIntermediate,
        ControlSequence,
        ControlSequenceIgnored,
        ControlString,
    }

    /// <summary>What of <paramref name="chunk"/> may be shown. An incomplete sequence waits for the next chunk.</summary>
    public string Filter(ReadOnlySpan<char> chunk)
    {
        foreach (var c in chunk)
        {
            Next(c);
        }

        var text = _output.ToString();
        _output.Clear();
        return text;
    }

    /// <summary>
    /// What gives the viewer's terminal back: leaves the alternate screen, shows the cursor, plain colours and modes —
    /// as far as the replayed stream had changed them. An incomplete sequence is forgotten.
    /// </summary>
    public string Finish()
    {
        _state = State.Ground;
        if (_highSurrogate != 0)
        {
            _highSurrogate = '\0';
            _output.Append(Replacement);
        }

        _output.Append(_modes.Restore());
        return Filter([]);
    }

    private void Next(char c)
    {
        switch (c)
        {
            case '\u0018' or '\u001A':
                EndPair();
                _state = State.Ground;
                return;
            case '\u001B':
                EndPair();
                _state = State.Escape;
                return;
            case >= '\u0080' and <= '\u009F' when _state != State.ControlString || c == '\u009C':
                EndPair();
                C1(c);
                return;
        }

        switch (_state)
        {
            case State.Ground:
                Ground(c);
                break;
            case State.Escape:
                Escape(c);
                break;
            case State.EscapeIntermediate:
                EscapeIntermediate(c);
                break;
            case State.ControlSequence:
                ControlSequence(c);
                break;
            case State.ControlSequenceIgnored:
                ControlSequenceIgnored(c);
                break;
            case State.ControlString:
                ControlString(c);
                break;
        }
    }

    private void Ground(char c)
    {
        if (char.IsLowSurrogate(c) && _highSurrogate != 0)
        {
            var value = char.ConvertToUtf32(_highSurrogate, c);
            if (InvisibleText.IsReordering(value))
            {
                _output.Append(Replacement);
            }
            else
            {
                _output.Append(_highSurrogate).Append(c);
            }

            _highSurrogate = '\0';
            return;
        }

        EndPair();
        if (char.IsHighSurrogate(c))
        {
            _highSurrogate = c;
        }
        else if (c < ' ' || c == '\u007F')
        {
            Control(c);
        }
        else
        {
            _output.Append(char.IsLowSurrogate(c) || InvisibleText.IsReordering(c) ? Replacement : c);
        }
    }

    private void EndPair()
    {
        if (_highSurrogate != 0)
        {
            _highSurrogate = '\0';
            _output.Append(Replacement);
        }
    }

    private void Control(char c)
    {
        switch (c)
        {
            case '\b' or '\t' or '\n' or '\r':
                _output.Append(c);
                break;
            case '\v' or '\f':
                _output.Append('\n');
                break;
            case '\u000E' or '\u000F':
                _modes.CharacterSet();
                _output.Append(c);
                break;
            default:
                // NUL, ENQ (answerback), BEL, flow control, DEL: nothing to see.
                break;
        }
    }

    private void C1(char c)
    {
        _state = State.Ground;
        switch (c)
        {
            case '\u0084' or '\u0085' or '\u008D':
                Escape((char)(c - 0x40));
                break;
            case '\u0090' or '\u0098' or '\u009B' or '\u009D' or '\u009E' or '\u009F':
                Escape((char)(c - 0x40));
                break;
            default:
                break;
        }
    }

    private void Escape(char c)
    {
        _state = State.Ground;
        switch (c)
        {
            case '[':
                _parameters.Clear();
                _state = State.ControlSequence;
                break;
            case ']' or 'P' or 'X' or '^' or '_':
                _stringLength = 0;
                _state = State.ControlString;
                break;
            case >= ' ' and <= '/':
                _intermediate = c;
                _state = State.EscapeIntermediate;
                break;
            case '7' or '8' or 'D' or 'E' or 'M':
                _output.Append('\u001B').Append(c);
                break;
            case 'c':
                // RIS resets more than the screen: give what a viewer would see of it.
                _output.Append(_modes.Restore()).Append("\u001B[m\u001B[H\u001B[2J");
                break;
            case < ' ' or '\u007F':
                Control(c);
                _state = State.Escape;
                break;
            case >= '\u0080':
                Ground(c);
                break;
            default:
                // ESC Z (identify), keypad modes, locking shifts, the end of a string: nothing to paint.
                break;
        }
    }

    private void EscapeIntermediate(char c)
    {
        if (c is >= ' ' and <= '/')
        {
            // Two intermediates: none of the allowed designators has them.
            _intermediate = '\0';
            return;
        }

        if (c is < ' ' or '\u007F')
        {
            Control(c);
            return;
        }

        _state = State.Ground;
        if (c >= '\u0080')
        {
            Ground(c);
        }
        else if (_intermediate is '(' or ')' && c is '0' or 'A' or 'B')
        {
            // Line drawing and back; nothing that leaves UTF-8.
            _modes.CharacterSet();
            _output.Append('\u001B').Append(_intermediate).Append(c);
        }
    }

    private void ControlSequence(char c)
    {
        switch (c)
        {
            case < ' ' or '\u007F':
                Control(c);
                break;
            case >= '\u0080':
                _state = State.Ground;
                Ground(c);
                break;
            case >= '@' and <= '~':
                _state = State.Ground;
                PaintingSequence.Write(_parameters.ToString(), c, _modes, _output);
                break;
            case >= '0' and <= ';' when _parameters.Length < MaxParameterLength:
                _parameters.Append(c);
                break;
            case '?' when _parameters.Length == 0:
                _parameters.Append(c);
                break;
            default:
                // Another private marker, an intermediate, or too long: no sequence that only paints.
                _state = State.ControlSequenceIgnored;
                break;
        }
    }

    private void ControlSequenceIgnored(char c)
    {
        switch (c)
        {
            case < ' ' or '\u007F':
                Control(c);
                break;
            case >= '\u0080':
                _state = State.Ground;
                Ground(c);
                break;
            case >= '@' and <= '~':
                _state = State.Ground;
                break;
            default:
                break;
        }
    }

    private void ControlString(char c)
    {
        if (c == '\u0007')
        {
            _state = State.Ground;
        }
        else if (++_stringLength > MaxStringLength)
        {
            _state = State.Ground;
            _output.Append(Replacement);
        }
    }
}
